namespace MiniKube.ApiServer.Admission.PodSecurity;

/// <summary>How much a namespace lets its pods do (KEP-2579).</summary>
internal enum PodSecurityLevel
{
    Privileged,
    Baseline,
    Restricted,
}
