using MiniKube.Cel.Types;

namespace MiniKube.ApiServer.Admission.Expressions;

/// <summary>The types of what policies and conditions see beside the object.</summary>
internal static class AdmissionTypes
{
    private static readonly CelType Texts = CelType.MapOf(CelType.String, CelType.String);

    /// <summary>The type of <c>request</c>: of an AdmissionRequest all but the objects.</summary>
    public static CelType Request { get; } = CelType.Object("kubernetes.AdmissionRequest", new DeclaredFields(
        ("kind", Named("GroupVersionKind", "kind")),
        ("resource", Named("GroupVersionResource", "resource")),
        ("subResource", CelType.String),
        ("requestKind", Named("GroupVersionKind", "kind")),
        ("requestResource", Named("GroupVersionResource", "resource")),
        ("requestSubResource", CelType.String),
        ("name", CelType.String),
        ("namespace", CelType.String),
        ("operation", CelType.String),
        ("userInfo", CelType.Object("kubernetes.UserInfo", new DeclaredFields(
            ("username", CelType.String),
            ("uid", CelType.String),
            ("groups", CelType.ListOf(CelType.String)),
            ("extra", CelType.MapOf(CelType.String, CelType.ListOf(CelType.String)))))),
        ("dryRun", CelType.Bool),
        ("options", CelType.Dyn)));

    /// <summary>The type of <c>namespaceObject</c>: what upstream shows of a Namespace.</summary>
    public static CelType Namespace { get; } = CelType.Object("kubernetes.Namespace", new DeclaredFields(
        ("metadata", CelType.Object("kubernetes.NamespaceMetadata", new DeclaredFields(
            ("name", CelType.String),
            ("generateName", CelType.String),
            ("namespace", CelType.String),
            ("labels", Texts),
            ("annotations", Texts),
            ("UID", CelType.String),
            ("creationTimestamp", CelType.Timestamp),
            ("deletionGracePeriodSeconds", CelType.Int),
            ("deletionTimestamp", CelType.Timestamp),
            ("generation", CelType.Int),
            ("resourceVersion", CelType.String),
            ("finalizers", CelType.ListOf(CelType.String))))),
        ("spec", CelType.Object("kubernetes.NamespaceSpec", new DeclaredFields(("finalizers", CelType.ListOf(CelType.String))))),
        ("status", CelType.Object("kubernetes.NamespaceStatus", new DeclaredFields(("phase", CelType.String))))));

    private static CelType Named(string type, string name) => CelType.Object($"kubernetes.{type}", new DeclaredFields(
        ("group", CelType.String),
        ("version", CelType.String),
        (name, CelType.String)));
}
