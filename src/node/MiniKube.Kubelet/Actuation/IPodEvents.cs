using k8s.Models;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Tells the API what happens to pods. Never waits.</summary>
internal interface IPodEvents
{
    void Normal(V1Pod pod, string? container, string reason, string message);

    void Warning(V1Pod pod, string? container, string reason, string message);
}
