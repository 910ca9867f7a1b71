using System.Buffers;
using System.Text.Json;
using k8s.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Api;

namespace MiniKube.Client.Serialization;

/// <summary>Only the metadata of objects of any collection, known to this program or not.</summary>
internal sealed class MetadataCodec(GroupVersionResource resource) : ModelCodec<PartialObjectMetadata>
{
    public override GroupVersionResource Resource { get; } = resource;

    public override string Accept => "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

    public override string AcceptList => "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

    public override PartialObjectMetadata Read(ref Utf8JsonReader reader)
    {
        var model = new PartialObjectMetadata();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("apiVersion"u8))
            {
                model.ApiVersion = reader.Read() ? reader.GetString() : null;
            }
            else if (reader.ValueTextEquals("kind"u8))
            {
                model.Kind = reader.Read() ? reader.GetString() : null;
            }
            else if (reader.ValueTextEquals("metadata"u8) && reader.Read())
            {
                model.Metadata = JsonSerializer.Deserialize(ref reader, ModelJson.TypeInfo<V1ObjectMeta>()) ?? new V1ObjectMeta();
            }
            else
            {
                reader.Skip();
            }
        }

        return model;
    }

    public override void Write(PartialObjectMetadata model, IBufferWriter<byte> destination)
    {
        using var writer = new Utf8JsonWriter(destination);
        writer.WriteStartObject();
        writer.WriteString("apiVersion"u8, model.ApiVersion);
        writer.WriteString("kind"u8, model.Kind);
        writer.WritePropertyName("metadata"u8);
        JsonSerializer.Serialize(writer, model.Metadata, ModelJson.TypeInfo<V1ObjectMeta>());
        writer.WriteEndObject();
    }
}
