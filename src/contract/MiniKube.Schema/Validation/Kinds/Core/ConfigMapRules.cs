using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Core;

internal static class ConfigMapRules
{
    public const int BytesMax = 1024 * 1024;
    public const string Why = "field is immutable when `immutable` is set";

    private static readonly FieldLocation Data = FieldLocation.Root("data");
    private static readonly FieldLocation BinaryData = FieldLocation.Root("binaryData");

    public static void Check(JsonObject configMap, Complaints complaints)
    {
        var binary = configMap.Object("binaryData");
        var bytes = 0;
        foreach (var (key, value) in configMap.Object("data") ?? [])
        {
            complaints.Invalid(Data.Key(key), key, NameRules.ConfigKey(key));
            if (binary.Has(key))
            {
                complaints.Invalid(Data.Key(key), key, "duplicate of key present in binaryData");
            }

            bytes += System.Text.Encoding.UTF8.GetByteCount(value.AsText ?? "");
        }

        foreach (var (key, value) in binary ?? [])
        {
            complaints.Invalid(BinaryData.Key(key), key, NameRules.ConfigKey(key));
            bytes += DecodedBytes(value);
        }

        if (bytes > BytesMax)
        {
            complaints.TooLong(FieldLocation.Root("[]"), BytesMax);
        }
    }

    public static void CheckUpdate(JsonObject updated, JsonObject old, Complaints complaints)
    {
        if (old.Flag("immutable") != true)
        {
            return;
        }

        if (updated.Flag("immutable") != true)
        {
            complaints.Forbidden(FieldLocation.Root("immutable"), Why);
        }

        foreach (var name in new[] { "data", "binaryData" })
        {
            if (!Immutable.IsSame(updated.Member(name), old.Member(name)))
            {
                complaints.Forbidden(FieldLocation.Root(name), Why);
            }
        }
    }

    public static int DecodedBytes(JsonNode? base64) => base64.AsText is { } text ? (text.Length / 4 * 3) - text.AsSpan().Count('=') : 0;
}
