using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.Tests.Authentication;

public sealed class BootstrapTokenTests : IObjectReader
{
    private const string Token = "abcdef.0123456789abcdef";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly Dictionary<string, string> _data = new()
    {
        ["token-id"] = "abcdef",
        ["token-secret"] = "0123456789abcdef",
        ["usage-bootstrap-authentication"] = "true",
        ["expiration"] = "2026-01-01T01:00:00Z",
        ["auth-extra-groups"] = "system:bootstrappers:workers,system:masters",
    };

    private string _type = "bootstrap.kubernetes.io/token";
    private bool _isTerminating;

    [Fact]
    public async Task A_token_of_kube_system_makes_a_bootstrapper_and_never_a_master()
    {
        var user = await FindAsync(Token);

        user!.Name.Should().Be("system:bootstrap:abcdef");
        user.Groups.Should().Equal("system:bootstrappers", "system:bootstrappers:workers", "system:authenticated");
    }

    [Theory]
    [InlineData("abcdef.0123456789abcdee")]
    [InlineData("abcdeg.0123456789abcdef")]
    [InlineData("ABCDEF.0123456789abcdef")]
    [InlineData("abcdef-0123456789abcdef")]
    [InlineData("../../.0123456789abcdef")]
    [InlineData("")]
    public async Task Another_token_is_nobodys(string token)
    {
        (await FindAsync(token)).Should().BeNull();
    }

    [Fact]
    public async Task A_token_ends_with_its_time()
    {
        _time.Advance(TimeSpan.FromMinutes(59));
        (await FindAsync(Token)).Should().NotBeNull();
        _time.Advance(TimeSpan.FromMinutes(1));

        (await FindAsync(Token)).Should().BeNull();
    }

    [Theory]
    [InlineData("usage-bootstrap-authentication", "false")]
    [InlineData("token-id", "other1")]
    [InlineData("token-secret", "")]
    [InlineData("expiration", "soon")]
    public async Task A_secret_that_is_not_for_this_gives_nothing(string key, string value)
    {
        _data[key] = value;

        (await FindAsync(Token)).Should().BeNull();
    }

    [Fact]
    public async Task A_secret_of_another_type_or_on_its_way_out_gives_nothing()
    {
        _type = "Opaque";
        (await FindAsync(Token)).Should().BeNull();

        (_type, _isTerminating) = ("bootstrap.kubernetes.io/token", true);
        (await FindAsync(Token)).Should().BeNull();
    }

    ValueTask<JsonObject?> IObjectReader.FindAsync(GroupVersionResource resource, NamespacedName name, CancellationToken cancellationToken)
    {
        if (resource.Resource != "secrets" || name != new NamespacedName("kube-system", "bootstrap-token-abcdef"))
        {
            return ValueTask.FromResult<JsonObject?>(null);
        }

        var metadata = new JsonObject { ["name"] = name.Name };
        if (_isTerminating)
        {
            metadata["deletionTimestamp"] = "2026-01-01T00:00:00Z";
        }

        var data = new JsonObject();
        foreach (var (key, value) in _data.ToImmutableSortedDictionary())
        {
            data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value));
        }

        return ValueTask.FromResult<JsonObject?>(new JsonObject { ["metadata"] = metadata, ["type"] = _type, ["data"] = data });
    }

    private ValueTask<UserInfo?> FindAsync(string token) => new BootstrapTokens(this, _time).FindAsync(token, TestContext.Current.CancellationToken);
}
