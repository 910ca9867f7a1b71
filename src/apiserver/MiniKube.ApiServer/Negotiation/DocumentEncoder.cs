using System.Buffers;
using MiniKube.Api.Names;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.Protobuf;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Negotiation;

/// <summary>Turns a small document, made as JSON, into what the client asked for.</summary>
internal static class DocumentEncoder
{
    public static GroupVersionKind StatusKind { get; } = new("", "v1", "Status");

    /// <param name="json">The document, with kind and apiVersion.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="encoding">What the client asked for.</param>
    /// <param name="to">Where it goes.</param>
    public static void Write(ReadOnlySpan<byte> json, GroupVersionKind kind, WireEncoding encoding, IBufferWriter<byte> to)
    {
        switch (encoding)
        {
            case WireEncoding.Protobuf:
                var type = ApiCatalog.BuiltIn.FindType(kind)
                    ?? ApiCatalog.BuiltIn.Type($"io.k8s.apimachinery.pkg.apis.meta.v1.{kind.Kind}");
                new ProtobufEnvelope(kind).Write(new ProtobufEncoder().Encode(json, type), to);
                break;
            case WireEncoding.Yaml:
                YamlText.Write(json, to);
                break;
            default:
                to.Write(json);
                break;
        }
    }
}
