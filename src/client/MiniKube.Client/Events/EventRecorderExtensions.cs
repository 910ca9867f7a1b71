using k8s;
using k8s.Models;

namespace MiniKube.Client.Events;

/// <summary>Events about whole objects.</summary>
public static class EventRecorderExtensions
{
    public static void Normal(this IEventRecorder recorder, IKubernetesObject<V1ObjectMeta> about, string reason, string message) =>
        recorder.Record(ReferenceTo(about), EventTypes.Normal, reason, message);

    public static void Warning(this IEventRecorder recorder, IKubernetesObject<V1ObjectMeta> about, string reason, string message) =>
        recorder.Record(ReferenceTo(about), EventTypes.Warning, reason, message);

    /// <summary>A reference to the object, or with a path to a part of it such as <c>spec.containers{web}</c>.</summary>
    public static V1ObjectReference ReferenceTo(IKubernetesObject<V1ObjectMeta> about, string fieldPath = "") => new()
    {
        ApiVersion = about.ApiVersion,
        Kind = about.Kind,
        Name = about.Metadata.Name,
        NamespaceProperty = about.Metadata.NamespaceProperty,
        Uid = about.Metadata.Uid,
        ResourceVersion = about.Metadata.ResourceVersion,
        FieldPath = fieldPath.Length == 0 ? null : fieldPath,
    };
}
