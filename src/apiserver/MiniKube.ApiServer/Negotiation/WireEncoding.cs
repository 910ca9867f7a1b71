namespace MiniKube.ApiServer.Negotiation;

/// <summary>In what an answer is written.</summary>
internal enum WireEncoding
{
    Json,
    Yaml,
    Protobuf,
}
