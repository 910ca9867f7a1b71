using System.Threading.Channels;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using MiniKube.Cri.Containerd;
using MiniKube.Cri.V1;
using MiniKube.Kubelet.Actuation;

namespace MiniKube.Kubelet.PodWorkers;

/// <summary>Wakes pod workers when the runtime does something: by CRI's events, containerd's own, or else by looking often.</summary>
internal sealed partial class RuntimeWatcher(
    CallInvoker cri, RuntimeView view, PodWorkerPool pool, KubeletOptions options, TimeProvider timeProvider, ILogger<RuntimeWatcher> logger)
{
    private static readonly TimeSpan ReconnectAfter = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _relist = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly RuntimeService.RuntimeServiceClient _runtime = new(cri);
    private readonly Events.EventsClient _containerd = new(cri);
    private Dictionary<string, RuntimePod> _last = new(StringComparer.Ordinal);
    private volatile bool _hasEvents;

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(FollowAsync(cancellationToken), RelistAsync(cancellationToken));

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (!await TryFollowCriAsync(cancellationToken) && !await TryFollowContainerdAsync(cancellationToken))
                {
                    LogNoEvents(options.RelistPeriodWithoutEvents);
                    return;
                }
            }
            catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
            {
                LogEventsLost(e.Status.Detail);
            }
            catch (RpcException)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            _hasEvents = false;
            await Task.Delay(ReconnectAfter, timeProvider, cancellationToken);
        }
    }

    /// <summary>False when the runtime does not have this stream.</summary>
    private async Task<bool> TryFollowCriAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var call = _runtime.GetContainerEvents(new GetEventsRequest(), cancellationToken: cancellationToken);
            Connected();
            await foreach (var change in call.ResponseStream.ReadAllAsync(cancellationToken))
            {
                if (change.PodSandboxStatus?.Metadata?.Uid is { Length: > 0 } uid && pool.Find(uid) is { } worker)
                {
                    worker.Signal();
                }
                else
                {
                    SignalContainer(change.ContainerId, hasEnded: false);
                }
            }

            return true;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unimplemented)
        {
            return false;
        }
    }

    /// <summary>False when the runtime is not containerd.</summary>
    private async Task<bool> TryFollowContainerdAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var call = _containerd.Subscribe(new SubscribeRequest { Filters = { "namespace==k8s.io" } }, cancellationToken: cancellationToken);
            Connected();
            await foreach (var envelope in call.ResponseStream.ReadAllAsync(cancellationToken))
            {
                if (ContainerOf(envelope) is { } id)
                {
                    SignalContainer(id, hasEnded: envelope.Topic is "/tasks/exit");
                }
            }

            return true;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unimplemented)
        {
            return false;
        }
    }

    /// <summary>The container whose life has changed; null for what does not matter, such as the end of an exec.</summary>
    private static string? ContainerOf(Envelope envelope)
    {
        switch (envelope.Topic)
        {
            case "/tasks/start":
                return TaskStart.Parser.ParseFrom(envelope.Event.Value).ContainerId;
            case "/tasks/oom":
                return TaskOOM.Parser.ParseFrom(envelope.Event.Value).ContainerId;
            case "/tasks/exit":
                var exit = TaskExit.Parser.ParseFrom(envelope.Event.Value);
                return string.Equals(exit.Id, exit.ContainerId, StringComparison.Ordinal) ? exit.ContainerId : null;
            case "/containers/delete":
                return ContainerDelete.Parser.ParseFrom(envelope.Event.Value).Id;
            default:
                return null;
        }
    }

    private void Connected()
    {
        _hasEvents = true;
        // Something may have happened while nobody listened.
        _relist.Writer.TryWrite(true);
    }

    private void SignalContainer(string id, bool hasEnded)
    {
        if (!pool.SignalContainer(id, hasEnded))
        {
            _relist.Writer.TryWrite(true);
        }
    }

    private async Task RelistAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                Compare(await view.ListAsync(cancellationToken));
            }
            catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
            {
                LogRelistFailed(e.Status.Detail);
            }

            var period = _hasEvents ? options.RelistPeriod : options.RelistPeriodWithoutEvents;
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var due = Task.Delay(period, timeProvider, wait.Token);
            var asked = _relist.Reader.ReadAsync(wait.Token).AsTask();
            _ = await Task.WhenAny(due, asked);
            await wait.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void Compare(Dictionary<string, RuntimePod> now)
    {
        foreach (var uid in now.Keys.Union(_last.Keys, StringComparer.Ordinal))
        {
            var pod = now.GetValueOrDefault(uid);
            if (string.Equals(pod?.State, _last.GetValueOrDefault(uid)?.State, StringComparison.Ordinal))
            {
                continue;
            }

            if (pool.Find(uid) is { } worker)
            {
                worker.Signal();
            }
            else if (pod is not null)
            {
                pool.AddOrphan(pod);
            }
        }

        _last = now;
    }

    [LoggerMessage(EventId = 10140, Level = LogLevel.Information, Message = "The runtime sends no events; it is looked at every {Period}")]
    private partial void LogNoEvents(TimeSpan period);

    [LoggerMessage(EventId = 10141, Level = LogLevel.Warning, Message = "The runtime's events ended: {Why}")]
    private partial void LogEventsLost(string why);

    [LoggerMessage(EventId = 10142, Level = LogLevel.Warning, Message = "The runtime could not be listed: {Why}")]
    private partial void LogRelistFailed(string why);
}
