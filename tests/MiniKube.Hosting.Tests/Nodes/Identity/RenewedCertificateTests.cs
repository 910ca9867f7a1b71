using System.Net;
using System.Threading.Channels;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Client.Api;
using MiniKube.Client.Certificates;
using MiniKube.Hosting.Nodes.Identity;
using MiniKube.Testing;

namespace MiniKube.Hosting.Tests.Nodes.Identity;

/// <summary>A node's certificates against a control plane that approves and signs them, on a clock that the test moves.</summary>
public sealed class RenewedCertificateTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly Channel<IssuedCertificate> _kept = Channel.CreateBounded<IssuedCertificate>(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task A_certificate_is_asked_for_where_there_is_none_and_anew_in_time()
    {
        await using var cluster = await StartAsync();
        using var certificate = Renew(cluster, NodeOrders.Client("worker") with { Lifetime = TimeSpan.FromMinutes(10) });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = certificate.RunAsync(stop.Token);

        using var first = (await PassTimeUntilAsync(NextAsync())).ToCertificate();
        using var second = (await PassTimeUntilAsync(NextAsync())).ToCertificate();

        first.Subject.Should().Be("O=system:nodes, CN=system:node:worker");
        second.NotAfter.Should().BeAfter(first.NotAfter);
        second.GetPublicKeyString().Should().NotBe(first.GetPublicKeyString(), "a new certificate has a new key");
        await stop.CancelAsync();
        await running.Awaiting(renewal => renewal).Should().ThrowAsync<OperationCanceledException>();
        certificate.Current!.Thumbprint.Should().Be(second.Thumbprint);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_node_gets_a_serving_certificate_for_its_own_addresses()
    {
        await using var cluster = await StartAsync();
        await cluster.Client.CoreV1.CreateNodeAsync(new V1Node { Metadata = new V1ObjectMeta { Name = "worker" } }, cancellationToken: Token);
        var address = new V1NodeAddress { Type = "InternalIP", Address = "10.0.0.7" };
        await cluster.Client.CoreV1.PatchNodeStatusAsync(
            new V1Patch(new V1Node { Status = new V1NodeStatus { Addresses = [address] } }, V1Patch.PatchType.MergePatch), "worker", cancellationToken: Token);
        using var certificate = Renew(cluster, NodeOrders.Serving("worker", [IPAddress.Parse("10.0.0.7")]));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = certificate.RunAsync(stop.Token);

        using var issued = (await PassTimeUntilAsync(NextAsync())).ToCertificate();

        issued.MatchesHostname("worker").Should().BeTrue();
        issued.MatchesHostname("10.0.0.7").Should().BeTrue();
        await stop.CancelAsync();
        await running.Awaiting(renewal => renewal).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_denied_is_asked_for_again_later()
    {
        await using var cluster = await StartAsync();

        // Nobody approves a node's request for another node, so it waits until somebody denies it.
        using var certificate = Renew(cluster, NodeOrders.Client("other"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = certificate.RunAsync(stop.Token);
        var first = await RequestAsync(cluster, except: null);
        first.Status = new V1CertificateSigningRequestStatus
        {
            Conditions = [new V1CertificateSigningRequestCondition { Type = "Denied", Status = "True", Reason = "No", Message = "not you" }],
        };
        await cluster.Client.CertificatesV1.ReplaceCertificateSigningRequestApprovalAsync(first, first.Metadata.Name, cancellationToken: Token);

        var second = await PassTimeUntilAsync(RequestAsync(cluster, except: first.Metadata.Name));

        second.Spec.SignerName.Should().Be(first.Spec.SignerName);
        _kept.Reader.Count.Should().Be(0);
        await stop.CancelAsync();
        await running.Awaiting(renewal => renewal).Should().ThrowAsync<OperationCanceledException>();
    }

    private static async Task<V1CertificateSigningRequest> RequestAsync(TestCluster cluster, string? except)
    {
        var seen = cluster.Client.CertificatesV1.WatchListCertificateSigningRequestAsync(cancellationToken: Token);
        await foreach (var (_, request) in seen)
        {
            if (request.Metadata.Name != except)
            {
                return request;
            }
        }

        throw new InvalidOperationException("the watch ended");
    }

    private Task<IssuedCertificate> NextAsync() => _kept.Reader.ReadAsync(Token).AsTask();

    /// <summary>Controllers that meet a conflict try again a moment later: the clock must go on.</summary>
    private async Task<T> PassTimeUntilAsync<T>(Task<T> done)
    {
        while (!done.IsCompleted)
        {
            Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await done;
    }

    private Task<TestCluster> StartAsync() => TestCluster.StartAsync(new TestClusterOptions { Nodes = 0, Time = _time }, Token);

    private RenewedCertificate Renew(TestCluster cluster, CertificateOrder order)
    {
        var api = ApiClientFactory.FromHandler(cluster.CreateHandler("system:node:worker", "system:nodes"), new Uri("https://in-process"), "test", _time);
        var services = HostServices.Real(Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance) with { Time = _time };
        return new RenewedCertificate(
            new CertificateRequester(api, _time), order, kept: null, async (issued, cancellationToken) => await _kept.Writer.WriteAsync(issued, cancellationToken), services);
    }
}
