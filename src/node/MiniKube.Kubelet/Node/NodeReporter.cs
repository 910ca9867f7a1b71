using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Grpc.Core;
using k8s.Models;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Serialization;
using MiniKube.Cri.V1;

namespace MiniKube.Kubelet.Node;

/// <summary>Keeps the Node object true: registers it, then writes its status when it has changed and now and then.</summary>
internal sealed partial class NodeReporter(
    KubeletOptions options, NodeFacts facts, IApiClient api, CallInvoker cri, int port, TimeProvider timeProvider, ILogger<NodeReporter> logger)
{
    private const int ImagesMax = 50;

    private readonly RuntimeService.RuntimeServiceClient _runtime = new(cri);
    private readonly ImageService.ImageServiceClient _images = new(cri);
    private readonly TaskCompletionSource _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private V1NodeStatus? _told;
    private string _podCidr = options.PodCidr;
    private DateTimeOffset _toldAt;

    /// <summary>Completes once the API has the node.</summary>
    public Task Registered => _registered.Task;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.NodeCheckPeriod, timeProvider);
        var retry = TimeSpan.FromMilliseconds(100);
        while (!await TryAsync(RegisterAsync, cancellationToken))
        {
            await Task.Delay(retry, timeProvider, cancellationToken);
            retry = retry * 2 < options.NodeCheckPeriod ? retry * 2 : options.NodeCheckPeriod;
        }

        do
        {
            _ = await TryAsync(ReportAsync, cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
            return true;
        }
        catch (Exception e) when (e is ApiException or HttpRequestException or IOException or RpcException && !cancellationToken.IsCancellationRequested)
        {
            LogFailed(e);
            return false;
        }
    }

    private async Task RegisterAsync(CancellationToken cancellationToken)
    {
        var wanted = NodeStatusBuilder.Node(options, facts);
        try
        {
            _ = await api.CreateAsync(wanted with { Status = await MakeStatusAsync(null, cancellationToken) }, cancellationToken);
            LogRegistered(options.NodeName);
        }
        catch (ApiException e) when (e.IsAlreadyExists)
        {
            await ReconcileAsync(wanted.Metadata.Labels, cancellationToken);
        }

        await ReportAsync(cancellationToken);
        _registered.TrySetResult();
    }

    /// <summary>The node has been here before: only its own labels are set right.</summary>
    private async Task ReconcileAsync(IDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        var node = await api.GetAsync<V1Node>(new NamespacedName("", options.NodeName), cancellationToken);
        _told = node.Status;
        var wrong = labels.Where(label => node.Metadata.Labels?.TryGetValue(label.Key, out var value) is not true || !string.Equals(value, label.Value, StringComparison.Ordinal)).ToList();
        if (wrong.Count > 0)
        {
            var patch = new JsonObject();
            foreach (var (key, value) in wrong)
            {
                patch[key] = value;
            }

            var body = PatchBody.Merge(new JsonObject { ["metadata"] = new JsonObject { ["labels"] = patch } });
            _ = await api.PatchAsync<V1Node>(new NamespacedName("", options.NodeName), body, cancellationToken);
        }
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        await RecallAsync(cancellationToken);
        var status = await MakeStatusAsync(_told, cancellationToken);
        var now = timeProvider.GetUtcNow();
        if (_told is not null && now - _toldAt < options.NodeReportPeriod
            && string.Equals(NodeStatusBuilder.Essence(status), NodeStatusBuilder.Essence(_told), StringComparison.Ordinal))
        {
            return;
        }

        try
        {
            var patch = PatchBody.Strategic(Patch(status));
            var node = await api.PatchSubresourceAsync<V1Node>(new NamespacedName("", options.NodeName), "status", patch, cancellationToken);
            (_told, _toldAt) = (status, now);
            await UsePodCidrAsync(node, cancellationToken);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // Somebody deleted the node while it lives: it comes back.
            _told = null;
            _ = await api.CreateAsync(NodeStatusBuilder.Node(options, facts) with { Status = status }, cancellationToken);
        }
    }

    /// <summary>Others may have said that nothing is known of the node: then what was told last does not stand.</summary>
    private async Task RecallAsync(CancellationToken cancellationToken)
    {
        if (_told is null)
        {
            return;
        }

        try
        {
            var node = await api.GetAsync<V1Node>(new NamespacedName("", options.NodeName), cancellationToken);
            var stored = node.Status?.Conditions ?? [];
            _told = _told with
            {
                Conditions = [.. (_told.Conditions ?? []).Select(told => stored.FirstOrDefault(condition => condition.Type == told.Type)).OfType<V1NodeCondition>()],
            };
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // Somebody deleted the node while it lives: it comes back with the report.
            _toldAt = DateTimeOffset.MinValue;
        }
    }

    /// <summary>The cluster may hand the node its pod network after it has registered.</summary>
    private async Task UsePodCidrAsync(V1Node node, CancellationToken cancellationToken)
    {
        if (options.PodCidr.Length > 0 || node.Spec?.PodCIDR is not { Length: > 0 } cidr || string.Equals(cidr, _podCidr, StringComparison.Ordinal))
        {
            return;
        }

        var config = new RuntimeConfig { NetworkConfig = new NetworkConfig { PodCidr = node.Spec.PodCIDRs is [_, ..] all ? string.Join(',', all) : cidr } };
        _ = await _runtime.UpdateRuntimeConfigAsync(new UpdateRuntimeConfigRequest { RuntimeConfig = config }, cancellationToken: cancellationToken);
        _podCidr = cidr;
    }

    // Addresses merge by type, so an old address of the same type must be named to go: the list is replaced as a whole.
    private static JsonObject Patch(V1NodeStatus status)
    {
        var json = (JsonObject)JsonNode.Parse(ModelJson.Serialize(status))!;
        ((JsonArray)json["addresses"]!).Insert(0, new JsonObject { ["$patch"] = "replace" });
        return new JsonObject { ["status"] = json };
    }

    private async Task<V1NodeStatus> MakeStatusAsync(V1NodeStatus? previous, CancellationToken cancellationToken)
    {
        var (complaint, images) = await AskRuntimeAsync(cancellationToken);
        return NodeStatusBuilder.Status(options, new NodeObservation
        {
            Facts = facts,
            Now = timeProvider.GetUtcNow(),
            Complaint = complaint,
            Images = images,
            Pressure = options.IsSimulated ? NodePressure.None : NodePressure.Read(options.RootDirectory),
            Port = port,
            Previous = previous,
        });
    }

    private async Task<(string Complaint, ImmutableArray<V1ContainerImage> Images)> AskRuntimeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var status = await _runtime.StatusAsync(new StatusRequest(), cancellationToken: cancellationToken);
            var complaints = status.Status.Conditions.Where(condition => !condition.Status && condition.Type is "RuntimeReady" or "NetworkReady" && !condition.Status)
                .Select(condition => $"{(condition.Type is "NetworkReady" ? "container runtime network not ready" : "container runtime not ready")}: {condition.Type}=false reason:{condition.Reason} message:{condition.Message}");
            var images = await _images.ListImagesAsync(new ListImagesRequest(), cancellationToken: cancellationToken);
            return (string.Join("; ", complaints), [.. images.Images.OrderByDescending(image => image.Size).ThenBy(image => image.Id, StringComparer.Ordinal).Take(ImagesMax).Select(Image)]);
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
        {
            return ($"container runtime is down: {e.Status.Detail}", []);
        }
    }

    private static V1ContainerImage Image(Image image) => new()
    {
        Names = [.. image.RepoDigests.Concat(image.RepoTags)],
        SizeBytes = (long)image.Size,
    };

    [LoggerMessage(EventId = 10160, Level = LogLevel.Information, Message = "Registered node {Name}")]
    private partial void LogRegistered(string name);

    [LoggerMessage(EventId = 10161, Level = LogLevel.Warning, Message = "The node could not be reported and will be again")]
    private partial void LogFailed(Exception exception);
}
