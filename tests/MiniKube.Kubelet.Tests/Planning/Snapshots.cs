using System.Collections.Frozen;
using k8s.Models;
using MiniKube.Kubelet.Planning;
using MiniKube.Kubelet.Tests.Fakes;

namespace MiniKube.Kubelet.Tests.Planning;

/// <summary>Moments in the life of a pod, put together by hand.</summary>
internal static class Snapshots
{
    public static DateTimeOffset Now { get; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static SandboxRecord Sandbox(string id = "s0", bool isReady = true, int attempt = 0) =>
        new() { Id = id, IsReady = isReady, Attempt = attempt, Ips = ["10.0.0.1"] };

    public static ContainerRecord Running(string name, int attempt = 0, string sandbox = "s0") => new()
    {
        Id = $"{name}-{attempt}",
        Name = name,
        SandboxId = sandbox,
        Attempt = attempt,
        Phase = ContainerPhase.Running,
        StartedAt = Now.AddMinutes(-1),
        Hash = ContainerHash.Of(Pods.Container(name)),
    };

    public static ContainerRecord Exited(string name, int exitCode, int attempt = 0, string sandbox = "s0", double secondsAgo = 0) => Running(name, attempt, sandbox) with
    {
        Phase = ContainerPhase.Exited,
        ExitCode = exitCode,
        FinishedAt = Now.AddSeconds(-secondsAgo),
    };

    public static PodSnapshot Of(V1Pod pod, params object[] records) => new()
    {
        Pod = pod,
        Now = Now,
        Runtime = new PodRuntime
        {
            Sandboxes = [.. records.OfType<SandboxRecord>().OrderByDescending(sandbox => sandbox.Attempt)],
            Containers = [.. records.OfType<ContainerRecord>().OrderByDescending(container => container.Attempt)],
        },
    };

    public static PodSnapshot Remembering(this PodSnapshot snapshot, string name, ContainerMemory memory) => snapshot with
    {
        Memories = snapshot.Memories.Append(KeyValuePair.Create(name, memory)).ToFrozenDictionary(),
    };

    public static PodSnapshot Feeling(this PodSnapshot snapshot, string containerId, ContainerHealth health) => snapshot with
    {
        Health = snapshot.Health.Append(KeyValuePair.Create(containerId, health)).ToFrozenDictionary(),
    };

    public static PodSnapshot Doing(this PodSnapshot snapshot, params string[] keys) => snapshot with { Running = [.. keys] };

    public static V1Pod Deleted(this V1Pod pod, long grace = 30)
    {
        pod.Metadata.DeletionTimestamp = Now.UtcDateTime;
        pod.Metadata.DeletionGracePeriodSeconds = grace;
        return pod;
    }

    public static V1Container Sidecar(string name) => Pods.Container(name) with { RestartPolicy = "Always" };
}
