using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Authentication;

/// <summary>Tokens <c>id.secret</c> by which machines join, kept as secrets <c>bootstrap-token-id</c> of kube-system.</summary>
internal sealed class BootstrapTokens(IObjectReader objects, TimeProvider time)
{
    public const string Group = "system:bootstrappers";

    private const string Type = "bootstrap.kubernetes.io/token";
    private const int IdLength = 6;
    private const int SecretLength = 16;

    /// <summary>Null for what is no such token, or none that counts now.</summary>
    public async ValueTask<UserInfo?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length != IdLength + 1 + SecretLength || token[IdLength] != '.' || !token.All(c => c is '.' or (>= 'a' and <= 'z') or (>= '0' and <= '9')))
        {
            return null;
        }

        var id = token[..IdLength];
        var secret = await objects.FindAsync(
            new GroupVersionResource("", "v1", "secrets"), new NamespacedName("kube-system", $"bootstrap-token-{id}"), cancellationToken);
        return secret is not null && IsValid(secret, id, token[(IdLength + 1)..])
            ? UserInfo.Authenticated($"system:bootstrap:{id}", [Group, .. ExtraGroups(secret)])
            : null;
    }

    private bool IsValid(JsonObject secret, string id, string wanted) =>
        secret.Text("type") == Type
        && !secret.IsTerminating
        && Value(secret, "token-id") == id
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Value(secret, "token-secret")), Encoding.UTF8.GetBytes(wanted))
        && Value(secret, "usage-bootstrap-authentication") == "true"
        && !IsOver(Value(secret, "expiration"));

    /// <summary>A time that cannot be read is over.</summary>
    private bool IsOver(string expiration) =>
        expiration.Length > 0 && (!DateTimeOffset.TryParse(expiration, out var at) || at <= time.GetUtcNow());

    /// <summary>Only groups below <see cref="Group"/>: a secret must not make masters.</summary>
    private static ImmutableArray<string> ExtraGroups(JsonObject secret) =>
    [
        .. Value(secret, "auth-extra-groups")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(group => group.StartsWith(Group + ":", StringComparison.Ordinal))
            .Distinct(),
    ];

    private static string Value(JsonObject secret, string name)
    {
        var encoded = secret.Child("data").Text(name);
        Span<byte> bytes = stackalloc byte[512];
        return encoded.Length <= bytes.Length && Convert.TryFromBase64String(encoded, bytes, out var count) ? Encoding.UTF8.GetString(bytes[..count]) : "";
    }
}
