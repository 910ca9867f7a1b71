using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.Types;

namespace MiniKube.ApiServer.Storage;

/// <summary>Turns an object tree into the value that the store keeps.</summary>
internal static class StoredObjectEncoder
{
    /// <summary>Takes <c>metadata.resourceVersion</c> out of the tree: the store's revision stands for it.</summary>
    /// <param name="tree">The object.</param>
    /// <param name="type">Its fields.</param>
    /// <param name="before">The object as it is stored now, in the same form: what has not changed is copied from there.</param>
    public static byte[] Encode(JsonObject tree, TypeSchema type, StoredObject? before = null) =>
        Encode(tree, type, before is { } stored ? stored.Json : [], isStored: true);

    /// <summary>The same for what is only shown, and thus has neither uid nor resourceVersion.</summary>
    public static byte[] EncodeShown(JsonObject tree, TypeSchema type) => Encode(tree, type, [], isStored: false);

    private static byte[] Encode(JsonObject tree, TypeSchema type, ReadOnlySpan<byte> before, bool isStored)
    {
        (tree["metadata"] as JsonObject)?.Remove("resourceVersion");
        using var buffer = new PooledBytes();
        var headerBytes = type.Source is null ? StoredObject.HeaderBytes : StoredObject.CustomHeaderBytes;
        buffer.GetSpan(headerBytes)[..headerBytes].Clear();
        buffer.Advance(headerBytes);
        CanonicalJson.Write(tree, type, before, buffer);

        var value = buffer.Span.ToArray();
        WriteHeader(value, headerBytes, isStored);
        if (type.Source is { } source)
        {
            value[0] = StoredObject.CustomFormat;
            BinaryPrimitives.WriteUInt64LittleEndian(value.AsSpan(StoredObject.HeaderBytes), source.Fingerprint);
        }

        return value;
    }

    private static void WriteHeader(byte[] value, int headerBytes, bool isStored)
    {
        var reader = new Utf8JsonReader(value.AsSpan(headerBytes), StoredObject.ReaderOptions);
        var metadataStart = -1L;
        var splice = -1L;
        while (reader.Read())
        {
            if (reader is { CurrentDepth: 1, TokenType: JsonTokenType.PropertyName })
            {
                if (reader.ValueTextEquals("metadata"u8))
                {
                    metadataStart = reader.TokenStartIndex;
                    break;
                }

                reader.Skip();
            }
        }

        while (reader.Read() && reader is not { CurrentDepth: 1, TokenType: JsonTokenType.EndObject })
        {
            if (reader is { CurrentDepth: 2, TokenType: JsonTokenType.PropertyName })
            {
                var isUid = reader.ValueTextEquals("uid"u8);
                reader.Skip();
                splice = isUid ? reader.BytesConsumed : splice;
            }
        }

        splice = splice < 0 && !isStored ? reader.BytesConsumed - 1 : splice;
        if (metadataStart is < 0 or > ushort.MaxValue || splice < 0)
        {
            throw new InvalidOperationException("An object without metadata.uid cannot be stored.");
        }

        value[0] = StoredObject.Format;
        BinaryPrimitives.WriteUInt16LittleEndian(value.AsSpan(2), (ushort)metadataStart);
        BinaryPrimitives.WriteUInt32LittleEndian(value.AsSpan(4), (uint)splice);
        BinaryPrimitives.WriteUInt32LittleEndian(value.AsSpan(8), (uint)reader.BytesConsumed);
    }
}
