using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Api.Determinism;
using MiniKube.CriShim.Simulated;
using k8s.Models;

namespace MiniKube.Kubelet.Tests.Fakes;

/// <summary>A kubelet on a simulated runtime against a fake API, under a clock that stands still until told.</summary>
internal sealed class SimulatedNode : IAsyncDisposable
{
    public const string Name = "node-1";

    private readonly TempDirectory _directory = new();
    private readonly Func<KubeletOptions, KubeletOptions> _change;
    private CancellationTokenSource _stop = new();
    private Task _running;

    public SimulatedNode(SimulatedRuntimeOptions? runtime = null, Func<KubeletOptions, KubeletOptions>? change = null)
    {
        _change = change ?? (options => options);
        Api = new FakeApi(Clock);
        Runtime = new SimulatedRuntime(runtime ?? new SimulatedRuntimeOptions(), Clock);
        _running = Start(_stop.Token);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public FakeApi Api { get; }

    public SimulatedRuntime Runtime { get; }

    public FakeStreams Streams { get; } = new();

    /// <summary>What the node serves.</summary>
    public HttpMessageHandler Handler { get; private set; } = null!;

    public string LogDirectory => _directory.Path;

    public CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Stops the kubelet while its pods run on, lets something happen, and starts another.</summary>
    public async Task RestartAsync(Func<Task> meanwhile)
    {
        await StopAsync();
        await meanwhile();
        _stop = new CancellationTokenSource();
        _running = Start(_stop.Token);
    }

    public Task<V1Pod?> PodAsync(string name, Func<V1Pod, bool> isIt) => Api.WaitForAsync<V1Pod>("default", name, pod => pod is not null && isIt(pod), Token);

    public Task GoneAsync(string name) => Api.WaitForAsync<V1Pod>("default", name, pod => pod is null, Token);

    /// <summary>Moves the clock in steps, letting everything settle in between, until it is as asked.</summary>
    public async Task AdvanceUntilAsync(Func<bool> isIt, TimeSpan step, TimeSpan most)
    {
        for (var passed = TimeSpan.Zero; !isIt(); passed += step)
        {
            passed.Should().BeLessThan(most, "it should have happened by then");
            await SettleAsync();
            if (isIt())
            {
                return;
            }

            Clock.Advance(step);
            await SettleAsync();
        }
    }

    /// <summary>Lets everything that can run without the clock run.</summary>
    public async Task SettleAsync()
    {
        var calls = -1L;
        while (calls != Api.Calls)
        {
            calls = Api.Calls;
            await GrowQuietAsync();

            // On a busy machine a thread is put aside in the middle of its work, which looks quiet: while this one sleeps, that one is let run.
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Runtime.Dispose();
        _directory.Dispose();
    }

    private async Task GrowQuietAsync()
    {
        var quiet = 0;
        for (var last = Api.Calls; quiet < 300; last = Api.Calls)
        {
            await Task.Run(static () => Thread.Yield(), Token);
            quiet = last == Api.Calls && ThreadPool.PendingWorkItemCount == 0 ? quiet + 1 : 0;
        }
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // Stopped, as asked.
        }

        _stop.Dispose();
    }

    private Task Start(CancellationToken cancellationToken)
    {
        var options = _change(new KubeletOptions { NodeName = Name, IsSimulated = true, LogDirectory = _directory.Path });
        var host = new KubeletHost(options, Api, Runtime.Connect(), Clock, new SeededRandomSource(1), NullLoggerFactory.Instance) { Streams = Streams };
        Handler = host.CreateInProcessHandler();
        return Task.Run(() => host.RunAsync(cancellationToken), CancellationToken.None);
    }
}
