using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MiniKube.Client.Serialization;

/// <summary>Models to and from UTF-8 JSON, by generated code only.</summary>
public static class ModelJson
{
    public static byte[] Serialize<T>(T model)
        where T : class => JsonSerializer.SerializeToUtf8Bytes(model, TypeInfo<T>());

    /// <exception cref="JsonException">The bytes are not a <typeparamref name="T"/>.</exception>
    public static T Deserialize<T>(ReadOnlySpan<byte> utf8)
        where T : class => JsonSerializer.Deserialize(utf8, TypeInfo<T>()) ?? throw new JsonException("The body is null");

    /// <summary>True when both would be sent as the same bytes. Records compare their lists by reference, so == does not say that.</summary>
    public static bool AreEqual<T>(T? left, T? right)
        where T : class
    {
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        return left is not null && right is not null && Serialize(left).AsSpan().SequenceEqual(Serialize(right));
    }

    /// <summary>A copy that shares nothing with the original.</summary>
    public static T Clone<T>(T model)
        where T : class => Deserialize<T>(Serialize(model));

    internal static JsonTypeInfo<T> TypeInfo<T>() =>
        ModelOptions.Find<T>()
        ?? throw new InvalidOperationException($"{typeof(T)} is not a Kubernetes model: the generated JSON context does not know it");
}
