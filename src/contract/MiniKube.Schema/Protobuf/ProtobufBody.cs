using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Protobuf;

/// <summary>
/// Reads bodies in the protobuf form of Kubernetes, which kubectl and other clients written in Go send: four bytes, then an envelope with
/// apiVersion, kind and the object.
/// </summary>
public static class ProtobufBody
{
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    private const string Json = "application/json";
    private const string MetaPackage = "io.k8s.apimachinery.pkg.apis.meta.v1";

    internal static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>The object as JSON, which is then read like any other body.</summary>
    /// <exception cref="DecodeException">The body is not such an object, or of a kind that is not known.</exception>
    public static byte[] ToJson(ReadOnlySpan<byte> body, ApiCatalog catalog)
    {
        if (!body.StartsWith(Magic))
        {
            throw new DecodeException("the body does not begin as the protobuf form of Kubernetes does");
        }

        var envelope = ReadEnvelope(body[Magic.Length..]);
        if (envelope.ContentType is Json)
        {
            return envelope.Raw.ToArray();
        }

        var kind = envelope.Kind;
        var type = TypeOf(kind, catalog) ?? throw new DecodeException($"no kind \"{kind.Kind}\" is registered for version \"{kind.GroupVersion}\"");
        var tree = new JsonObject
        {
            ["kind"] = kind.Kind,
            ["apiVersion"] = kind.GroupVersion.ToString(),
        };
        ProtobufDecoder.Read(envelope.Raw, type, tree, depth: 0);
        return ToBytes(tree);
    }

    /// <summary>Options that go with any resource are of its group and version, but declared for all of them in one place.</summary>
    private static TypeSchema? TypeOf(GroupVersionKind kind, ApiCatalog catalog) =>
        catalog.FindType(kind) ?? catalog.FindType($"{MetaPackage}.{kind.Kind}");

    private static Envelope ReadEnvelope(ReadOnlySpan<byte> bytes)
    {
        var (apiVersion, kind, contentType) = ("", "", "");
        var raw = ReadOnlySpan<byte>.Empty;
        var reader = new WireReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    (apiVersion, kind) = ReadTypeMeta(reader.ReadBytes());
                    break;
                case 2:
                    raw = reader.ReadBytes();
                    break;
                case 4:
                    contentType = System.Text.Encoding.UTF8.GetString(reader.ReadBytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return GroupVersion.TryParse(apiVersion, out var version)
            ? new Envelope { Kind = version.WithKind(kind), Raw = raw, ContentType = contentType }
            : throw new DecodeException($"'{apiVersion}' is not an apiVersion");
    }

    private static (string ApiVersion, string Kind) ReadTypeMeta(ReadOnlySpan<byte> bytes)
    {
        var (apiVersion, kind) = ("", "");
        var reader = new WireReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    apiVersion = System.Text.Encoding.UTF8.GetString(reader.ReadBytes());
                    break;
                case 2:
                    kind = System.Text.Encoding.UTF8.GetString(reader.ReadBytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return (apiVersion, kind);
    }

    private static byte[] ToBytes(JsonObject tree)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            tree.WriteTo(writer);
        }

        return stream.ToArray();
    }

    private readonly ref struct Envelope
    {
        public required GroupVersionKind Kind { get; init; }

        public required ReadOnlySpan<byte> Raw { get; init; }

        public required string ContentType { get; init; }
    }
}
