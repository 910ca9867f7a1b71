using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Api.Determinism;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Certificates;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Authentication;

public sealed class ServiceAccountTokenTests : IDisposable
{
    private const string Issuer = "https://issuer.example";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly ClusterCertificates _certificates;
    private readonly ServiceAccountTokens _tokens;
    private readonly Objects _objects = new();
    private readonly ServiceAccountTokenVerifier _verifier;

    public ServiceAccountTokenTests()
    {
        var random = new SeededRandomSource(3);
        _certificates = ClusterCertificates.Open(new ApiServerOptions(), _time, random);
        _tokens = new ServiceAccountTokens(_certificates.ServiceAccountKey, Issuer, _time, new RandomUidSource(random));
        _verifier = new ServiceAccountTokenVerifier(_tokens, _objects, new LegacyTokenUses(new RecordedPatches(), _time, NullLogger.Instance), new ServiceAccountTokenMetrics(Prometheus.Metrics.NewCustomRegistry()), _time);
        _objects.Add("serviceaccounts", "ns", "builder", "sa-uid");
        _objects.Add("pods", "ns", "p", "pod-uid");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ServiceAccountTokenRequest Request => new() { Namespace = "ns", ServiceAccount = "builder", ServiceAccountUid = "sa-uid" };

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task A_token_stands_for_its_account()
    {
        var bound = Request with { BoundTo = new BoundObject("Pod", "p", "pod-uid"), Node = new BoundObject("Node", "n1", "node-uid") };

        var claims = await VerifyAsync(_tokens.Mint(bound).Token);

        var user = claims!.User;
        user.Name.Should().Be("system:serviceaccount:ns:builder");
        user.Uid.Should().Be("sa-uid");
        user.Groups.Should().Equal("system:serviceaccounts", "system:serviceaccounts:ns", "system:authenticated");
        user.Extra["authentication.kubernetes.io/pod-name"].Should().Equal("p");
        user.Extra["authentication.kubernetes.io/pod-uid"].Should().Equal("pod-uid");
        user.Extra["authentication.kubernetes.io/node-name"].Should().Equal("n1");
        user.Extra["authentication.kubernetes.io/credential-id"].Single().Should().StartWith("JTI=");
    }

    [Fact]
    public async Task A_token_ends_at_its_time()
    {
        var token = _tokens.Mint(Request with { Lifetime = TimeSpan.FromMinutes(10) });

        token.ExpiresAt.Should().Be(_time.GetUtcNow() + TimeSpan.FromMinutes(10));
        _time.Advance(TimeSpan.FromSeconds(599));
        (await VerifyAsync(token.Token)).Should().NotBeNull();
        _time.Advance(TimeSpan.FromSeconds(1));
        (await VerifyAsync(token.Token)).Should().BeNull();
    }

    [Fact]
    public async Task A_token_for_others_is_not_for_us()
    {
        var token = _tokens.Mint(Request with { Audiences = ["vault"] }).Token;

        (await VerifyAsync(token)).Should().BeNull();
        (await _verifier.VerifyAsync(token, ["other", "vault"], Token)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_token_ends_with_its_account()
    {
        var token = _tokens.Mint(Request).Token;
        (await VerifyAsync(token)).Should().NotBeNull();

        _objects.Add("serviceaccounts", "ns", "builder", "another-uid");
        (await VerifyAsync(token)).Should().BeNull();

        _objects.Remove("serviceaccounts", "ns", "builder");
        (await VerifyAsync(token)).Should().BeNull();
    }

    [Fact]
    public async Task A_token_ends_a_minute_after_its_pod_was_deleted()
    {
        var token = _tokens.Mint(Request with { BoundTo = new BoundObject("Pod", "p", "pod-uid") }).Token;
        _objects.Add("pods", "ns", "p", "pod-uid", deletedAt: _time.GetUtcNow());

        _time.Advance(TimeSpan.FromSeconds(60));
        (await VerifyAsync(token)).Should().NotBeNull();
        _time.Advance(TimeSpan.FromSeconds(1));
        (await VerifyAsync(token)).Should().BeNull();
        _objects.Remove("pods", "ns", "p");
        (await VerifyAsync(token)).Should().BeNull();
    }

    [Fact]
    public async Task A_token_that_was_changed_or_signed_by_others_is_worth_nothing()
    {
        var token = _tokens.Mint(Request).Token;
        var parts = token.Split('.');
        using var other = ClusterCertificates.Open(new ApiServerOptions(), _time, new SeededRandomSource(4));
        var foreign = new ServiceAccountTokens(other.ServiceAccountKey, Issuer, _time, new RandomUidSource(new SeededRandomSource(5)));
        var renamed = new ServiceAccountTokens(
            _certificates.ServiceAccountKey, "https://other.example", _time, new RandomUidSource(new SeededRandomSource(5)));

        (await VerifyAsync($"{parts[0]}.{parts[1]}.{parts[2][..^4]}AAAA")).Should().BeNull();
        (await VerifyAsync($"{parts[0]}.{parts[1]}x.{parts[2]}")).Should().BeNull();
        (await VerifyAsync($"{parts[0]}.{parts[1]}.")).Should().BeNull();
        (await VerifyAsync(foreign.Mint(Request).Token)).Should().BeNull();
        (await VerifyAsync(renamed.Mint(Request with { Audiences = [Issuer] }).Token)).Should().BeNull();
    }

    private ValueTask<ServiceAccountClaims?> VerifyAsync(string token) => _verifier.VerifyAsync(token, [Issuer], Token);

    private sealed class Objects : IObjectReader
    {
        private readonly Dictionary<(string, string, string), JsonObject> _all = [];

        public void Add(string resource, string ns, string name, string uid, DateTimeOffset? deletedAt = null)
        {
            var metadata = new JsonObject { ["uid"] = uid };
            if (deletedAt is { } at)
            {
                metadata["deletionTimestamp"] = at.ToString("yyyy-MM-ddTHH:mm:ssZ");
            }

            _all[(resource, ns, name)] = new JsonObject { ["metadata"] = metadata };
        }

        public void Remove(string resource, string ns, string name) => _all.Remove((resource, ns, name));

        public ValueTask<JsonObject?> FindAsync(GroupVersionResource resource, NamespacedName name, CancellationToken cancellationToken) =>
            ValueTask.FromResult(_all.GetValueOrDefault((resource.Resource, name.Namespace, name.Name)));
    }
}
