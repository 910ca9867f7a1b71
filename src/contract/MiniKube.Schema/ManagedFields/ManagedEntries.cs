using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Schema.Encoding;

namespace MiniKube.Schema.ManagedFields;

/// <summary>The entries of one object's <c>managedFields</c> while a write changes them.</summary>
internal sealed class ManagedEntries(List<ManagedEntry> entries)
{
    private const string Name = "managedFields";

    public List<ManagedEntry> All { get; } = entries;

    /// <summary>Entries that the server wrote, in a tree that may be changed; none when there are none or they are not readable.</summary>
    public static ManagedEntries ReadStored(JsonArray? stored) => new(Read(stored?.DeepClone() as JsonArray) ?? []);

    /// <summary>Reads entries in place; null when one is none.</summary>
    public static List<ManagedEntry>? Read(JsonArray? array)
    {
        var entries = new List<ManagedEntry>(array?.Count ?? 0);
        for (var i = 0; i < array?.Count; i++)
        {
            if (ManagedEntry.Read(array[i]) is not { } entry)
            {
                return null;
            }

            entries.Add(entry);
        }

        return entries;
    }

    /// <summary>Entries that a client sent, brought into order; null when they are malformed.</summary>
    /// <param name="sent">Of the body; changed where it is.</param>
    /// <param name="stored">Of the object; what is the same there is in order, and is not read.</param>
    public static ManagedEntries? ReadSent(JsonArray sent, JsonArray? stored = null)
    {
        if (Read(sent) is not { Count: > 0 } entries)
        {
            return null;
        }

        var before = Read(stored) ?? [];
        foreach (var entry in entries)
        {
            var same = before.Find(one => one.Identity == entry.Identity);
            if (!(same is not null && AreSame(entry.FieldsJson, same.FieldsJson)) && !entry.TryNormalize())
            {
                return null;
            }
        }

        // Of two entries of one manager the later stands, as upstream.
        return new ManagedEntries(AreDistinct(entries) ? entries : [.. entries.GroupBy(entry => entry.Identity).Select(same => same.Last())]);
    }

    /// <summary>True when both are the same text, too: what is not opened yet is compared as it came.</summary>
    public static bool AreSame(JsonNode left, JsonNode right)
    {
        using var one = new PooledBytes();
        using var other = new PooledBytes();
        Write(left, one);
        Write(right, other);
        return one.Span.SequenceEqual(other.Span);
    }

    public ManagedEntry? Find(ManagerIdentity identity) => All.Find(entry => entry.Identity == identity);

    /// <summary>Puts the entries into the metadata, in upstream's order.</summary>
    public void WriteTo(JsonObject metadata)
    {
        All.RemoveAll(entry => entry.FieldsJson.Count == 0);
        if (All.Count == 0)
        {
            metadata.Remove(Name);
            return;
        }

        All.Sort(Order);
        if (metadata[Name] is JsonArray there && IsWritten(there))
        {
            return;
        }

        foreach (var entry in All)
        {
            (entry.Json.Parent as JsonArray)?.Remove(entry.Json);
        }

        metadata[Name] = new JsonArray([.. All.Select(entry => (JsonNode?)entry.Json)]);
    }

    private static bool AreDistinct(List<ManagedEntry> entries)
    {
        var identities = new HashSet<ManagerIdentity>(entries.Count);
        return entries.TrueForAll(entry => identities.Add(entry.Identity));
    }

    private bool IsWritten(JsonArray there)
    {
        if (there.Count != All.Count)
        {
            return false;
        }

        for (var i = 0; i < there.Count; i++)
        {
            if (!ReferenceEquals(there[i], All[i].Json))
            {
                return false;
            }
        }

        return true;
    }

    private static int Order(ManagedEntry left, ManagedEntry right)
    {
        var order = string.CompareOrdinal(left.Identity.Operation, right.Identity.Operation);
        order = order != 0 ? order : string.CompareOrdinal(left.Time, right.Time);
        order = order != 0 ? order : string.CompareOrdinal(left.Identity.Manager, right.Identity.Manager);
        order = order != 0 ? order : string.CompareOrdinal(left.ApiVersion, right.ApiVersion);
        return order != 0 ? order : string.CompareOrdinal(left.Identity.Subresource, right.Identity.Subresource);
    }

    private static void Write(JsonNode tree, IBufferWriter<byte> to)
    {
        using var writer = new Utf8JsonWriter(to, new JsonWriterOptions { SkipValidation = true, MaxDepth = int.MaxValue });
        tree.WriteTo(writer);
    }
}
