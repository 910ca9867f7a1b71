using MiniKube.Schema.Protobuf;

namespace MiniKube.ApiServer.Negotiation;

/// <summary>What a client and the server have agreed on.</summary>
/// <param name="Encoding">The encoding.</param>
/// <param name="Form">The form of objects.</param>
/// <param name="IsListForm">True for <c>PartialObjectMetadataList</c>: the client expects a list.</param>
internal readonly record struct AcceptedType(WireEncoding Encoding, ResponseForm Form = ResponseForm.Object, bool IsListForm = false)
{
    public const string Json = "application/json";
    public const string Yaml = "application/yaml";
    public const string Protobuf = ProtobufBody.MediaType;

    /// <summary>What a watch in protobuf is called; one in JSON has the type of any JSON.</summary>
    public const string ProtobufStream = Protobuf + ";stream=watch";

    /// <summary>The name of an encoding.</summary>
    public static string MediaType(WireEncoding encoding) => encoding switch
    {
        WireEncoding.Protobuf => Protobuf,
        WireEncoding.Yaml => Yaml,
        _ => Json,
    };
}
