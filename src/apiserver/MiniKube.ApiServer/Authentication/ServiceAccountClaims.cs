using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Authentication;

/// <summary>The payload of a service account token.</summary>
internal sealed record ServiceAccountClaims
{
    /// <summary>Who has issued tokens that are kept in Secrets, in every cluster.</summary>
    public const string SecretIssuer = "kubernetes/serviceaccount";

    private const string PrivateClaims = "kubernetes.io";
    private const string SecretClaims = "kubernetes.io/serviceaccount/";

    public required string Namespace { get; init; }

    public required BoundObject ServiceAccount { get; init; }

    public BoundObject? BoundTo { get; init; }

    public BoundObject? Node { get; init; }

    public required ImmutableArray<string> Audiences { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public string TokenId { get; init; } = "";

    /// <summary>The Secret that holds the token, for one that has no end of its own; empty for others.</summary>
    public string Secret { get; init; } = "";

    /// <summary>The user that the token stands for.</summary>
    public UserInfo User
    {
        get
        {
            var extra = UserInfo.Anonymous.Extra;
            if (TokenId.Length > 0)
            {
                extra = extra.Add("authentication.kubernetes.io/credential-id", [$"JTI={TokenId}"]);
            }

            if (BoundTo is { Kind: "Pod" } pod)
            {
                extra = extra.Add("authentication.kubernetes.io/pod-name", [pod.Name]).Add("authentication.kubernetes.io/pod-uid", [pod.Uid]);
            }

            if ((BoundTo is { Kind: "Node" } ? BoundTo : Node) is { } node)
            {
                extra = extra.Add("authentication.kubernetes.io/node-name", [node.Name]).Add("authentication.kubernetes.io/node-uid", [node.Uid]);
            }

            var name = $"system:serviceaccount:{Namespace}:{ServiceAccount.Name}";
            var user = UserInfo.Authenticated(name, "system:serviceaccounts", $"system:serviceaccounts:{Namespace}");
            return user with { Uid = ServiceAccount.Uid, Extra = extra };
        }
    }

    public static string Write(ServiceAccountTokenRequest request, string issuer, string tokenId, DateTimeOffset now, DateTimeOffset until)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteStartArray("aud");
        foreach (var audience in request.Audiences)
        {
            json.WriteStringValue(audience);
        }

        json.WriteEndArray();
        json.WriteNumber("exp", until.ToUnixTimeSeconds());
        json.WriteNumber("iat", now.ToUnixTimeSeconds());
        json.WriteString("iss", issuer);
        json.WriteString("jti", tokenId);
        json.WriteStartObject(PrivateClaims);
        json.WriteString("namespace", request.Namespace);
        WriteObject(json, "node", request.Node);
        WriteObject(json, request.BoundTo?.Kind.ToLowerInvariant() ?? "", request.BoundTo);
        WriteObject(json, "serviceaccount", new BoundObject("ServiceAccount", request.ServiceAccount, request.ServiceAccountUid));
        json.WriteEndObject();
        json.WriteNumber("nbf", now.ToUnixTimeSeconds());
        json.WriteString("sub", $"system:serviceaccount:{request.Namespace}:{request.ServiceAccount}");
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Null when the payload, though signed, is not one of a service account token.</summary>
    public static ServiceAccountClaims? Read(ReadOnlySpan<byte> payload)
    {
        if (JsonNode.Parse(payload) is not JsonObject claims
            || claims[PrivateClaims] is not JsonObject own
            || own["namespace"]?.GetValue<string>() is not { Length: > 0 } ns
            || ReadObject(own, "serviceaccount", "ServiceAccount") is not { } account
            || claims["sub"]?.GetValue<string>() != $"system:serviceaccount:{ns}:{account.Name}"
            || claims["exp"] is not JsonValue exp)
        {
            return null;
        }

        var node = ReadObject(own, "node", "Node");
        var bound = ReadObject(own, "pod", "Pod") ?? ReadObject(own, "secret", "Secret") ?? node;
        return new ServiceAccountClaims
        {
            Namespace = ns,
            ServiceAccount = account,
            BoundTo = bound,
            Node = node,
            Audiences = claims["aud"] switch
            {
                JsonArray several => [.. several.Select(audience => audience?.GetValue<string>() ?? "")],
                JsonValue one => [one.GetValue<string>()],
                _ => [],
            },
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(exp.GetValue<long>()),
            TokenId = claims["jti"]?.GetValue<string>() ?? "",
        };
    }

    /// <summary>The payload of a token that is kept in a Secret: it ends with the Secret.</summary>
    public static string WriteForSecret(string @namespace, string account, string accountUid, string secret) => new JsonObject
    {
        ["iss"] = SecretIssuer,
        [SecretClaims + "namespace"] = @namespace,
        [SecretClaims + "secret.name"] = secret,
        [SecretClaims + "service-account.name"] = account,
        [SecretClaims + "service-account.uid"] = accountUid,
        ["sub"] = $"system:serviceaccount:{@namespace}:{account}",
    }.ToJsonString();

    /// <summary>As <see cref="Read"/>, for a token of <see cref="SecretIssuer"/>.</summary>
    /// <param name="payload">What was signed.</param>
    /// <param name="audiences">Such tokens name none, and are for these.</param>
    public static ServiceAccountClaims? ReadForSecret(ReadOnlySpan<byte> payload, ImmutableArray<string> audiences)
    {
        if (JsonNode.Parse(payload) is not JsonObject claims
            || claims[SecretClaims + "namespace"]?.GetValue<string>() is not { Length: > 0 } ns
            || claims[SecretClaims + "secret.name"]?.GetValue<string>() is not { Length: > 0 } secret
            || claims[SecretClaims + "service-account.name"]?.GetValue<string>() is not { Length: > 0 } account
            || claims["sub"]?.GetValue<string>() != $"system:serviceaccount:{ns}:{account}")
        {
            return null;
        }

        return new ServiceAccountClaims
        {
            Namespace = ns,
            ServiceAccount = new BoundObject("ServiceAccount", account, claims[SecretClaims + "service-account.uid"]?.GetValue<string>() ?? ""),
            Secret = secret,
            Audiences = audiences,
            ExpiresAt = DateTimeOffset.MaxValue,
        };
    }

    private static void WriteObject(Utf8JsonWriter json, string name, BoundObject? named)
    {
        if (named is null)
        {
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("name", named.Name);
        json.WriteString("uid", named.Uid);
        json.WriteEndObject();
    }

    private static BoundObject? ReadObject(JsonObject claims, string name, string kind) =>
        claims[name] is JsonObject found && found["name"]?.GetValue<string>() is { } objectName
            ? new BoundObject(kind, objectName, found["uid"]?.GetValue<string>() ?? "")
            : null;
}
