using System.Buffers;
using System.Text.Json;
using k8s;
using k8s.Models;
using MiniKube.Api.Names;

namespace MiniKube.Client.Serialization;

/// <summary>Whole objects as the generated models.</summary>
internal sealed class TypedCodec<T> : ModelCodec<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    public override GroupVersionResource Resource => ModelType<T>.Resource;

    public override string Accept => "application/json";

    public override T Read(ref Utf8JsonReader reader)
    {
        var model = JsonSerializer.Deserialize(ref reader, ModelType<T>.Json) ?? throw new JsonException("The object is null");

        // Items of a list come without their type; whoever sends the object back, or refers to it, needs it.
        model.ApiVersion ??= ModelType<T>.ApiVersion;
        model.Kind ??= ModelType<T>.Kind.Kind;
        model.Metadata ??= new V1ObjectMeta();
        return model;
    }

    public override void Write(T model, IBufferWriter<byte> destination)
    {
        model.ApiVersion ??= ModelType<T>.ApiVersion;
        model.Kind ??= ModelType<T>.Kind.Kind;
        using var writer = new Utf8JsonWriter(destination);
        JsonSerializer.Serialize(writer, model, ModelType<T>.Json);
    }
}
