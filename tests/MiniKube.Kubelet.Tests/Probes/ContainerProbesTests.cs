using System.Threading.Channels;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Kubelet.Actuation;
using MiniKube.Kubelet.Probes;
using MiniKube.Kubelet.Tests.Fakes;

namespace MiniKube.Kubelet.Tests.Probes;

public sealed class ContainerProbesTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Channel<string> _failures = Channel.CreateBounded<string>(10);
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task A_probe_that_cannot_even_be_sent_is_a_failure_and_the_next_one_is_made()
    {
        var probe = Http(port: 1, new V1HTTPHeader { Name = "Host", Value = "two words" });
        await using var probes = Watch(probe, new SocketPodNetwork());

        (await _failures.Reader.ReadAsync(Token)).Should().StartWith("Unhealthy: Readiness probe failed: ");
        _time.Advance(TimeSpan.FromSeconds(1));
        (await _failures.Reader.ReadAsync(Token)).Should().StartWith("Unhealthy: Readiness probe failed: ");
        probes.Health.IsReady.Should().BeFalse();
    }

    [Fact(Timeout = 30_000)]
    public async Task A_container_becomes_ready_at_the_first_answer_after_failures()
    {
        await using var probes = Watch(Http(port: 80), new ComingUp(failures: 4));
        for (var failure = 0; failure < 4; failure++)
        {
            await _failures.Reader.ReadAsync(Token);
            probes.Health.IsReady.Should().BeFalse();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        // Three failures in a row are a change, too: the state was unknown before.
        await _changes.Reader.ReadAsync(Token);
        await _changes.Reader.ReadAsync(Token);

        probes.Health.IsReady.Should().BeTrue();
    }

    private static V1Probe Http(int port, params V1HTTPHeader[] headers) =>
        new() { PeriodSeconds = 1, HttpGet = new V1HTTPGetAction { Port = port, HttpHeaders = [.. headers] } };

    private ContainerProbes Watch(V1Probe readiness, IPodNetwork network)
    {
        var container = Pods.Container("web");
        container.ReadinessProbe = readiness;
        var target = new ProbeTarget(Pods.Make("web", "Always", container), container, "id", "127.0.0.1", _time.GetUtcNow());
        return new ContainerProbes(
            target, ContainerProbes.Initial(container, null, "id"), new Prober(null!, network, _time), new Failures(_failures), _time, () => _changes.Writer.TryWrite(true), Token);
    }

    /// <summary>Refuses so many connections, then answers.</summary>
    private sealed class ComingUp(int failures) : IPodNetwork
    {
        private int _asked;

        public Task<PodNetworkReply> GetAsync(Uri address, IList<V1HTTPHeader>? headers, CancellationToken cancellationToken) =>
            ++_asked > failures ? Task.FromResult(new PodNetworkReply(200, "")) : throw new HttpRequestException("Connection refused");

        public Task ConnectAsync(string host, int port, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> CheckGrpcAsync(string host, int port, string service, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class Failures(Channel<string> heard) : IPodEvents
    {
        public void Normal(V1Pod pod, string? container, string reason, string message) => throw new InvalidOperationException($"{reason} is no failure");

        public void Warning(V1Pod pod, string? container, string reason, string message) => heard.Writer.TryWrite($"{reason}: {message}");
    }
}
