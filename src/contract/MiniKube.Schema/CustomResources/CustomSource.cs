using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniKube.Schema.CustomResources;

/// <summary>The schema of one version of a custom resource as it was written. Read again where its text is wanted, so that only its bytes are kept.</summary>
public sealed class CustomSource
{
    private readonly byte[] _json;
    private readonly Lazy<ValueRules> _rules;

    /// <param name="json">The schema, an object.</param>
    /// <param name="version">Tells versions with one schema apart, where this makes a difference; else empty.</param>
    internal CustomSource(byte[] json, string version = "")
    {
        _json = json;
        Fingerprint = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData([.. json, .. System.Text.Encoding.UTF8.GetBytes(version)])) | 1;
        _rules = new Lazy<ValueRules>(() => CustomTypes.RootRules(Parse()));
    }

    /// <summary>Tells schemas apart; never 0.</summary>
    public ulong Fingerprint { get; }

    internal ValueRules Rules => _rules.Value;

    internal bool HasDefaults => _json.AsSpan().IndexOf("\"default\""u8) >= 0;

    /// <summary>Somewhere in it there are rules in the expression language.</summary>
    public bool HasExpressions => _json.AsSpan().IndexOf("\"x-kubernetes-validations\""u8) >= 0;

    /// <summary>The schema as a tree of its own.</summary>
    public JsonObject Read() => JsonNode.Parse(_json)!.AsObject();

    internal JsonElement Parse() => JsonElement.Parse(_json);
}
