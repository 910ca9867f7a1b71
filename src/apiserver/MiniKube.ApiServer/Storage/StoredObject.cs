using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Mvcc;
using MiniKube.Schema.Encoding;

namespace MiniKube.ApiServer.Storage;

/// <summary>
/// An object as the store keeps it: a header with offsets, then canonical JSON without <c>metadata.resourceVersion</c>, whose value is the
/// revision of the key. Reading copies bytes and puts the revision in; nothing is decoded.
/// </summary>
internal readonly struct StoredObject
{
    /// <summary>Format, a byte that is 1 only in what was read and should be encrypted anew, then the three offsets, little-endian.</summary>
    public const int HeaderBytes = 12;

    public const byte Format = 1;

    /// <summary>The header of a custom resource goes on with the fingerprint of the schema by which it was written, eight bytes.</summary>
    public const int CustomHeaderBytes = 20;

    public const byte CustomFormat = 2;

    /// <summary>As deep as what is stored can be: bodies are read to a smaller depth, and owners nest as what they own.</summary>
    public const int DepthMax = 1024;

    /// <summary>For whoever reads stored JSON.</summary>
    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = DepthMax };

    /// <summary>Room for <c>,"resourceVersion":"…"</c> with the largest revision.</summary>
    public const int SpliceBytesMax = 42;

    private readonly ReadOnlyMemory<byte> _value;

    public StoredObject(KeyValue stored)
        : this(stored.Key, stored.Value, stored.ModRevision)
    {
    }

    /// <param name="key">Where it is kept.</param>
    /// <param name="value">Header and JSON.</param>
    /// <param name="revision">What it says as its <c>resourceVersion</c>.</param>
    public StoredObject(Key key, ReadOnlyMemory<byte> value, Revision revision)
    {
        if (value.Length < HeaderBytes || value.Span[0] is not (Format or CustomFormat))
        {
            throw new InvalidDataException($"The value of key '{key}' is not an object of storage format {Format} or {CustomFormat}.");
        }

        _value = value;
        Key = key;
        Revision = revision;
    }

    public Key Key { get; }

    public Revision Revision { get; }

    /// <summary>Header and JSON, as stored.</summary>
    public ReadOnlyMemory<byte> Value => _value;

    /// <summary>The canonical JSON, without the resourceVersion.</summary>
    public ReadOnlySpan<byte> Json => _value.Span[(IsCustom ? CustomHeaderBytes : HeaderBytes)..];

    /// <summary>Of the schema by which a custom resource was pruned and defaulted when it was written; 0 for a built-in one.</summary>
    public ulong Fingerprint => IsCustom ? BinaryPrimitives.ReadUInt64LittleEndian(_value.Span[HeaderBytes..]) : 0;

    private bool IsCustom => _value.Span[0] == CustomFormat;

    /// <summary>Where <c>"metadata":</c> starts in <see cref="Json"/>.</summary>
    private int MetadataStart => BinaryPrimitives.ReadUInt16LittleEndian(_value.Span[2..]);

    /// <summary>Where the resourceVersion belongs in <see cref="Json"/>: right after the uid.</summary>
    private int Splice => (int)BinaryPrimitives.ReadUInt32LittleEndian(_value.Span[4..]);

    /// <summary>The end of the metadata object in <see cref="Json"/>.</summary>
    private int MetadataEnd => (int)BinaryPrimitives.ReadUInt32LittleEndian(_value.Span[8..]);

    /// <summary>The value of <c>metadata</c>, without the resourceVersion.</summary>
    public ReadOnlySpan<byte> Metadata => Json[(MetadataStart + MetadataName.Length)..MetadataEnd];

    private static ReadOnlySpan<byte> MetadataName => "\"metadata\":"u8;

    /// <summary>Writes the object after an opening such as <c>{"kind":"Pod","apiVersion":"v1",</c> or <c>{</c>, up to its closing brace.</summary>
    public void WriteTo(IBufferWriter<byte> to, ReadOnlySpan<byte> opening)
    {
        to.Write(opening);
        WriteRange(to, MetadataStart, Json.Length);
    }

    /// <summary>Writes the value of <c>metadata</c>.</summary>
    public void WriteMetadataTo(IBufferWriter<byte> to) => WriteRange(to, MetadataStart + MetadataName.Length, MetadataEnd);

    /// <summary>The object as a tree of its own, resourceVersion included.</summary>
    public JsonObject Decode()
    {
        using var buffer = new PooledBytes(Json.Length + SpliceBytesMax);
        WriteRange(buffer, 0, Json.Length);
        return JsonNode.Parse(buffer.Span, documentOptions: new JsonDocumentOptions { MaxDepth = DepthMax })!.AsObject();
    }

    /// <summary>Writes the object without its managedFields, which often are half of it and which no rule or cell looks at.</summary>
    public void WriteWithoutOwnersTo(IBufferWriter<byte> to)
    {
        var reader = new Utf8JsonReader(Metadata, ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = MetadataStart + MetadataName.Length + (int)reader.TokenStartIndex;
            var isOwners = reader.ValueTextEquals("managedFields"u8);
            reader.Skip();
            if (isOwners)
            {
                // The comma before it goes too: a uid always comes first.
                WriteRange(to, 0, start - 1);
                to.Write(Json[(MetadataStart + MetadataName.Length + (int)reader.BytesConsumed)..]);
                return;
            }
        }

        WriteRange(to, 0, Json.Length);
    }

    /// <summary>The same object as of another revision: what a deletion reports.</summary>
    public StoredObject At(Revision revision) => new(Key, _value, revision);

    private void WriteRange(IBufferWriter<byte> to, int start, int end)
    {
        var json = Json;
        to.Write(json[start..Splice]);
        WriteResourceVersion(to);
        to.Write(json[Splice..end]);
    }

    private void WriteResourceVersion(IBufferWriter<byte> to)
    {
        // What a dry run shows of a creation has no revision.
        if (Revision == Revision.Zero)
        {
            return;
        }

        var name = ",\"resourceVersion\":\""u8;
        var span = to.GetSpan(SpliceBytesMax);
        name.CopyTo(span);
        Revision.Value.TryFormat(span[name.Length..], out var digits);
        span[name.Length + digits] = (byte)'"';
        to.Advance(name.Length + digits + 1);
    }
}
