using System.Collections.Immutable;
using Google.Protobuf.Collections;
using MiniKube.Cri.V1;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Reads what the runtime knows of pods.</summary>
internal sealed class RuntimeView(RuntimeService.RuntimeServiceClient runtime)
{
    public async Task<PodRuntime> ObserveAsync(string podUid, CancellationToken cancellationToken)
    {
        var sandboxList = runtime.ListPodSandboxAsync(
            new ListPodSandboxRequest { Filter = new PodSandboxFilter { LabelSelector = { [PodLabels.PodUid] = podUid } } },
            cancellationToken: cancellationToken).ResponseAsync;
        var containerList = runtime.ListContainersAsync(
            new ListContainersRequest { Filter = new ContainerFilter { LabelSelector = { [PodLabels.PodUid] = podUid } } },
            cancellationToken: cancellationToken).ResponseAsync;

        var sandboxes = new List<SandboxRecord>();
        foreach (var sandbox in (await sandboxList).Items)
        {
            if (await ReadAsync(sandbox, cancellationToken) is { } record)
            {
                sandboxes.Add(record);
            }
        }

        var containers = new List<ContainerRecord>();
        foreach (var container in (await containerList).Containers)
        {
            if (await ReadAsync(container, cancellationToken) is { } record)
            {
                containers.Add(record);
            }
        }

        return new PodRuntime
        {
            Sandboxes = [.. sandboxes.OrderByDescending(sandbox => sandbox.Attempt).ThenByDescending(sandbox => sandbox.CreatedAt)],
            Containers = [.. containers.OrderByDescending(container => container.Attempt).ThenByDescending(container => container.CreatedAt)],
        };
    }

    /// <summary>A line for every pod that changes whenever the runtime's view of the pod does.</summary>
    public async Task<Dictionary<string, RuntimePod>> ListAsync(CancellationToken cancellationToken)
    {
        var sandboxes = await runtime.ListPodSandboxAsync(new ListPodSandboxRequest(), cancellationToken: cancellationToken);
        var containers = await runtime.ListContainersAsync(new ListContainersRequest(), cancellationToken: cancellationToken);
        var pods = new Dictionary<string, RuntimePod>(StringComparer.Ordinal);
        foreach (var sandbox in sandboxes.Items)
        {
            Add(pods, sandbox.Labels, sandbox.Annotations, $"{sandbox.Id}={sandbox.State};");
        }

        foreach (var container in containers.Containers)
        {
            Add(pods, container.Labels, container.Annotations, $"{container.Id}={container.State};");
        }

        return pods;
    }

    private static void Add(
        Dictionary<string, RuntimePod> pods, MapField<string, string> labels, MapField<string, string> annotations, string state)
    {
        // What carries no uid was made by somebody else and is none of our business.
        if (!labels.TryGetValue(PodLabels.PodUid, out var uid))
        {
            return;
        }

        var pod = pods.GetValueOrDefault(uid) ?? new RuntimePod(
            uid,
            labels.TryGetValue(PodLabels.PodNamespace, out var ns) ? ns : "",
            labels.TryGetValue(PodLabels.PodName, out var name) ? name : "",
            annotations.TryGetValue(PodLabels.GracePeriod, out var text) && long.TryParse(text, out var grace) ? grace : null,
            "");
        pods[uid] = pod with { State = pod.State + state };
    }

    private async Task<SandboxRecord?> ReadAsync(PodSandbox sandbox, CancellationToken cancellationToken)
    {
        var record = new SandboxRecord
        {
            Id = sandbox.Id,
            Attempt = (int)(sandbox.Metadata?.Attempt ?? 0),
            Handler = sandbox.RuntimeHandler,
            IsReady = sandbox.State is PodSandboxState.SandboxReady,
            CreatedAt = Time(sandbox.CreatedAt) ?? DateTimeOffset.UnixEpoch,
        };
        if (!record.IsReady)
        {
            return record;
        }

        try
        {
            var status = await runtime.PodSandboxStatusAsync(new PodSandboxStatusRequest { PodSandboxId = sandbox.Id }, cancellationToken: cancellationToken);
            return record with { IsReady = status.Status.State is PodSandboxState.SandboxReady, Ips = Ips(status.Status.Network) };
        }
        catch (Grpc.Core.RpcException e) when (e.StatusCode is Grpc.Core.StatusCode.NotFound)
        {
            return null;
        }
    }

    private static ImmutableArray<string> Ips(PodSandboxNetworkStatus? network) =>
        network is { Ip.Length: > 0 } ? [network.Ip, .. network.AdditionalIps.Select(ip => ip.Ip)] : [];

    private async Task<ContainerRecord?> ReadAsync(Container container, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await runtime.ContainerStatusAsync(new ContainerStatusRequest { ContainerId = container.Id }, cancellationToken: cancellationToken);
            return Read(reply.Status, container.PodSandboxId);
        }
        catch (Grpc.Core.RpcException e) when (e.StatusCode is Grpc.Core.StatusCode.NotFound)
        {
            // Removed between the list and the look.
            return null;
        }
    }

    private static ContainerRecord Read(ContainerStatus status, string sandboxId) => new()
    {
        Id = status.Id,
        Name = status.Labels.TryGetValue(PodLabels.ContainerName, out var name) ? name : status.Metadata?.Name ?? "",
        SandboxId = sandboxId,
        Attempt = (int)(status.Metadata?.Attempt ?? 0),
        Phase = status.State switch
        {
            ContainerState.ContainerCreated => ContainerPhase.Created,
            ContainerState.ContainerRunning => ContainerPhase.Running,
            ContainerState.ContainerExited => ContainerPhase.Exited,
            _ => ContainerPhase.Unknown,
        },
        CreatedAt = Time(status.CreatedAt) ?? DateTimeOffset.UnixEpoch,
        StartedAt = Time(status.StartedAt),
        FinishedAt = Time(status.FinishedAt),
        ExitCode = status.ExitCode,
        Reason = status.Reason,
        Message = status.Message,
        Image = status.Image?.Image ?? "",
        ImageRef = status.ImageRef,
        Hash = status.Annotations.TryGetValue(PodLabels.ContainerHash, out var hash) ? hash : "",
        Size = status.Annotations.TryGetValue(PodLabels.ContainerSize, out var size) ? size : "",
        GraceSeconds = status.Annotations.TryGetValue(PodLabels.GracePeriod, out var text) && long.TryParse(text, out var grace) ? grace : null,
    };

    private static DateTimeOffset? Time(long nanoseconds) =>
        nanoseconds > 0 ? DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick) : null;
}
