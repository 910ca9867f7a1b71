using MiniKube.ApiServer.Admission.PodSecurity;

namespace MiniKube.ApiServer.Admission.Configured;

/// <summary>What an <c>AdmissionConfiguration</c> says of the plug-ins that can be configured. Immutable.</summary>
internal sealed record AdmissionConfiguration(PodSecurityConfiguration PodSecurity)
{
    public static AdmissionConfiguration None { get; } = new(PodSecurityConfiguration.None);
}
