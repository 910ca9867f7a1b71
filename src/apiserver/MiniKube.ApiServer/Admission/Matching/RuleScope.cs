namespace MiniKube.ApiServer.Admission.Matching;

/// <summary>Whether a rule is about what lies in namespaces.</summary>
internal enum RuleScope
{
    Any,
    Cluster,
    Namespaced,
}
