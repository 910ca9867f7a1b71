using System.Buffers.Text;
using System.Text.Json;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Protobuf;

/// <summary>
/// Turns the canonical JSON of an object into its protobuf message in one pass, without a tree between them. Keeps its buffer for the next
/// object; not safe for several threads.
/// </summary>
public sealed class ProtobufEncoder
{
    /// <summary>The field number of an object's metadata, in every kind.</summary>
    public const int MetadataField = 1;

    private const int ResourceVersionField = 6;
    private const int InlineDepthMax = 8;

    // As deep as the decoder of bodies lets objects nest, and the wrappings of the store.
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 512 };

    private static readonly TypeSchema ObjectMeta = ApiCatalog.BuiltIn.Type("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");

    private readonly WireWriter _to = new();
    private long _revision;

    /// <summary>The message of an object.</summary>
    /// <param name="json">The object, its fields in the order of the type.</param>
    /// <param name="type">Its type; what it does not know is left out.</param>
    /// <param name="revision">The <c>resourceVersion</c> that the JSON leaves out; 0 where there is none, or the JSON has it.</param>
    /// <returns>Valid until the next call.</returns>
    public ReadOnlySpan<byte> Encode(ReadOnlySpan<byte> json, TypeSchema type, long revision = 0)
    {
        var reader = Start(json, revision);
        Fields(ref reader, json, type);
        return _to.Written;
    }

    /// <summary>The message of an object of which only the metadata is to be told.</summary>
    /// <param name="metadata">The JSON of the metadata.</param>
    /// <param name="revision">As for <see cref="Encode"/>.</param>
    public ReadOnlySpan<byte> EncodeMetadata(ReadOnlySpan<byte> metadata, long revision)
    {
        var reader = Start(metadata, revision);
        Message(ref reader, metadata, MetadataField, ObjectMeta);
        return _to.Written;
    }

    internal static Utf8JsonReader Reader(ReadOnlySpan<byte> json) => new(json, ReaderOptions);

    /// <summary>Writes a value as a field; null is nothing.</summary>
    internal void Value(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int field, TypeSchema type)
    {
        switch (type.Kind)
        {
            case TypeKind.Raw or TypeKind.Any:
                WellKnownWriter.Raw(this, _to, ref reader, json, field, type);
                break;
            case var _ when reader.TokenType == JsonTokenType.Null:
                break;
            case TypeKind.String:
                Text(ref reader, field);
                break;
            case TypeKind.Int32 or TypeKind.Int64:
                _to.Number(field, reader.GetInt64());
                break;
            case TypeKind.Boolean:
                _to.Number(field, reader.GetBoolean() ? 1 : 0);
                break;
            case TypeKind.Double:
                _to.Double(field, reader.GetDouble());
                break;
            case TypeKind.Bytes:
                Base64Text(ref reader, field);
                break;
            case TypeKind.Object:
                Message(ref reader, json, field, type);
                break;
            case TypeKind.List:
                List(ref reader, json, field, type.Element!);
                break;
            case TypeKind.Map:
                Map(ref reader, json, field, type.Element!);
                break;
            default:
                WellKnownWriter.Scalar(_to, ref reader, field, type.Kind);
                break;
        }
    }

    private Utf8JsonReader Start(ReadOnlySpan<byte> json, long revision)
    {
        _to.Clear();
        _revision = revision;
        var reader = Reader(json);
        reader.Read();
        return reader;
    }

    private void Message(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int field, TypeSchema type)
    {
        var start = _to.Begin(field);
        Fields(ref reader, json, type);

        // The first metadata in an object is its own; that of a template comes later.
        if (_revision > 0 && ReferenceEquals(type, ObjectMeta))
        {
            var at = _to.Begin(ResourceVersionField);
            Utf8Formatter.TryFormat(_revision, _to.Reserve(20), out var digits);
            _to.Advance(digits);
            _to.End(at);
            _revision = 0;
        }

        _to.End(start);
    }

    private void Fields(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, TypeSchema type)
    {
        var fields = type.OrderedFields.AsSpan();
        var next = 0;
        var inline = ReadOnlySpan<int>.Empty;
        Span<int> starts = stackalloc int[InlineDepthMax];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Find(ref reader, fields, ref next) is not { ProtoNumber: > 0 } field || field.InlineNumbers.Contains(0))
            {
                reader.Skip();
                continue;
            }

            Reopen(inline, field.InlineNumbers.AsSpan(), starts);
            inline = field.InlineNumbers.AsSpan();
            reader.Read();
            Value(ref reader, json, field.ProtoNumber, field.Type);
        }

        Reopen(inline, [], starts);
    }

    /// <summary>Ends and starts the messages of inline types, so that those that the next field stands in are open.</summary>
    private void Reopen(ReadOnlySpan<int> open, ReadOnlySpan<int> wanted, Span<int> starts)
    {
        var common = open.CommonPrefixLength(wanted);
        for (var i = open.Length - 1; i >= common; i--)
        {
            _to.End(starts[i]);
        }

        for (var i = common; i < wanted.Length; i++)
        {
            starts[i] = _to.Begin(wanted[i]);
        }
    }

    /// <summary>The field that a property names. Canonical JSON has the order of the type, so each search goes on where the last one ended.</summary>
    private static FieldSchema? Find(ref Utf8JsonReader reader, ReadOnlySpan<FieldSchema> fields, ref int next)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            var at = next + i < fields.Length ? next + i : next + i - fields.Length;
            if (reader.ValueTextEquals(fields[at].EncodedName.EncodedUtf8Bytes))
            {
                next = at + 1;
                return fields[at];
            }
        }

        return null;
    }

    private void List(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int field, TypeSchema element)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Value(ref reader, json, field, element);
        }
    }

    private void Map(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int field, TypeSchema element)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var entry = _to.Begin(field);
            Text(ref reader, 1);
            reader.Read();
            if (element.Kind == TypeKind.List)
            {
                // A map cannot hold lists in protobuf: a message with the items stands for each.
                var items = _to.Begin(2);
                Value(ref reader, json, 1, element);
                _to.End(items);
            }
            else
            {
                Value(ref reader, json, 2, element);
            }

            _to.End(entry);
        }
    }

    private void Text(ref Utf8JsonReader reader, int field)
    {
        var start = _to.Begin(field);
        WellKnownWriter.Copy(_to, ref reader);
        _to.End(start);
    }

    private void Base64Text(ref Utf8JsonReader reader, int field)
    {
        if (reader.ValueIsEscaped)
        {
            _to.Bytes(field, reader.GetBytesFromBase64());
            return;
        }

        var start = _to.Begin(field);
        Base64.DecodeFromUtf8(reader.ValueSpan, _to.Reserve(Base64.GetMaxDecodedFromUtf8Length(reader.ValueSpan.Length)), out _, out var written);
        _to.Advance(written);
        _to.End(start);
    }
}
