using System.Text.Json.Nodes;
using System.Text;

namespace MiniKube.Client.Api;

/// <summary>A patch as it goes over the wire.</summary>
/// <param name="MediaType">The content type, which says what kind of patch it is.</param>
/// <param name="Bytes">The body, UTF-8.</param>
public sealed record PatchBody(string MediaType, ReadOnlyMemory<byte> Bytes)
{
    public const string JsonMediaType = "application/json-patch+json";
    public const string MergeMediaType = "application/merge-patch+json";
    public const string StrategicMediaType = "application/strategic-merge-patch+json";
    public const string ApplyMediaType = "application/apply-patch+yaml";

    /// <summary>Who owns the fields, for <c>managedFields</c>; empty leaves it to the user agent.</summary>
    public string FieldManager { get; init; } = "";

    /// <summary>For apply: take over fields of others.</summary>
    public bool Force { get; init; }

    public static PatchBody Merge(JsonObject patch) => new(MergeMediaType, Encode(patch));

    public static PatchBody Strategic(JsonObject patch) => new(StrategicMediaType, Encode(patch));

    public static PatchBody Json(JsonArray operations) => new(JsonMediaType, Encode(operations));

    private static byte[] Encode(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());
}
