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
    public static ManagedEntries? ReadSent(JsonArray sent)
    {
        if (Read(sent) is not { Count: > 0 } entries || !entries.TrueForAll(entry => entry.TryNormalize()))
        {
            return null;
        }

        // Of two entries of one manager the later stands, as upstream.
        var distinct = entries.GroupBy(entry => entry.Identity).Select(same => same.Last()).ToList();
        return new ManagedEntries(distinct);
    }

    public static bool AreSame(JsonArray left, JsonArray right)
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

    private static void Write(JsonArray array, IBufferWriter<byte> to)
    {
        using var writer = new Utf8JsonWriter(to, new JsonWriterOptions { SkipValidation = true });
        array.WriteTo(writer);
    }
}
