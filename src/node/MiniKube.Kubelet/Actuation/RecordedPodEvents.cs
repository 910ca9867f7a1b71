using k8s.Models;
using MiniKube.Client.Events;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Pod events through the client's recorder.</summary>
internal sealed class RecordedPodEvents(IEventRecorder recorder) : IPodEvents
{
    public void Normal(V1Pod pod, string? container, string reason, string message) => Record(pod, container, EventTypes.Normal, reason, message);

    public void Warning(V1Pod pod, string? container, string reason, string message) => Record(pod, container, EventTypes.Warning, reason, message);

    private void Record(V1Pod pod, string? container, string type, string reason, string message)
    {
        var path = container is null ? "" : pod.IsInit(container) ? $"spec.initContainers{{{container}}}" : $"spec.containers{{{container}}}";
        recorder.Record(EventRecorderExtensions.ReferenceTo(pod, path), type, reason, message);
    }
}
