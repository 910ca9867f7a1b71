using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using MiniKube.Client.Serialization;
using k8s.Models;

namespace MiniKube.Controllers.Deployments;

/// <summary>Tells pod templates apart.</summary>
internal static class PodTemplates
{
    public const string HashLabel = "pod-template-hash";

    // Letters and digits that cannot spell a word.
    private const string SafeCharacters = "bcdfghjklmnpqrstvwxz2456789";
    private const uint FnvOffset = 2166136261;
    private const uint FnvPrime = 16777619;

    /// <summary>True when both templates make the same pods, save for the label that this controller adds.</summary>
    public static bool AreEqual(V1PodTemplateSpec left, V1PodTemplateSpec right) => JsonNode.DeepEquals(Comparable(left), Comparable(right));

    /// <summary>A short name for the template, stable as long as the template is; the collision count makes another one of it.</summary>
    public static string Hash(V1PodTemplateSpec template, int collisionCount)
    {
        var hash = FnvOffset;
        foreach (var octet in Encoding.UTF8.GetBytes(Sorted(Comparable(template))!.ToJsonString()))
        {
            hash = (hash ^ octet) * FnvPrime;
        }

        if (collisionCount > 0)
        {
            Span<byte> count = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(count, collisionCount);
            foreach (var octet in count)
            {
                hash = (hash ^ octet) * FnvPrime;
            }
        }

        return string.Concat(hash.ToString().Select(digit => SafeCharacters[digit % SafeCharacters.Length]));
    }

    /// <summary>A copy of the labels with the hash among them.</summary>
    public static Dictionary<string, string> WithHash(IDictionary<string, string>? labels, string hash) =>
        new(labels ?? new Dictionary<string, string>()) { [HashLabel] = hash };

    private static JsonNode Comparable(V1PodTemplateSpec template)
    {
        var node = JsonNode.Parse(ModelJson.Serialize(template))!;
        if (node["metadata"] is JsonObject metadata)
        {
            metadata.Remove("creationTimestamp");
            if (metadata["labels"] is JsonObject labels)
            {
                labels.Remove(HashLabel);
            }
        }

        return node;
    }

    // The order of a map's keys is nothing that a template says.
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject entries => new JsonObject(entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => KeyValuePair.Create(entry.Key, Sorted(entry.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
