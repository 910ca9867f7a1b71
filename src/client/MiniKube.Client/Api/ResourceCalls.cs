using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using k8s;
using k8s.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Serialization;

namespace MiniKube.Client.Api;

/// <summary>The verbs on one collection.</summary>
internal sealed class ResourceCalls<T>(ApiTransport transport, ModelCodec<T> codec)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private const int BodyBytesMax = 1024 * 1024 * 1024;
    private const string Json = "application/json";

    public Task<T> GetAsync(NamespacedName name, CancellationToken cancellationToken) =>
        ObjectAsync(HttpMethod.Get, Path(name), null, cancellationToken);

    public async Task<ApiList<T>> ListAsync(string? @namespace, ListOptions options, CancellationToken cancellationToken)
    {
        var path = ResourcePath.Of(codec.Resource, @namespace) + RequestQuery.Of(options);
        using var body = await BodyAsync(HttpMethod.Get, path, codec.AcceptList, null, cancellationToken);
        return ListReader.Read(body.Written, codec);
    }

    public Task<T> CreateAsync(T model, CancellationToken cancellationToken) => ObjectAsync(
        HttpMethod.Post,
        ResourcePath.Of(codec.Resource, model.Metadata.NamespaceProperty),
        Body(model),
        cancellationToken);

    public Task<T> UpdateAsync(T model, string subresource, CancellationToken cancellationToken) => ObjectAsync(
        HttpMethod.Put,
        ResourcePath.Of(codec.Resource, model.Metadata.NamespaceProperty, model.Metadata.Name, subresource),
        Body(model),
        cancellationToken);

    public Task<T> PatchAsync(NamespacedName name, string subresource, PatchBody patch, CancellationToken cancellationToken) => ObjectAsync(
        HttpMethod.Patch,
        Path(name, subresource) + RequestQuery.Of(patch),
        new HttpBody(patch.MediaType, patch.Bytes),
        cancellationToken);

    public async Task<T?> DeleteAsync(NamespacedName name, V1DeleteOptions? options, CancellationToken cancellationToken)
    {
        using var body = await BodyAsync(HttpMethod.Delete, Path(name), codec.Accept, Body(options), cancellationToken);
        return IsStatus(body.Written) ? null : Parse(body.Written);
    }

    public async Task DeleteCollectionAsync(
        string? @namespace, ListOptions selection, V1DeleteOptions? options, CancellationToken cancellationToken)
    {
        var path = ResourcePath.Of(codec.Resource, @namespace) + RequestQuery.Of(selection);
        using var response = await transport.SendAsync(HttpMethod.Delete, path, Json, Body(options), cancellationToken);
    }

    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync(
        string? @namespace, WatchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = ResourcePath.Of(codec.Resource, @namespace) + RequestQuery.Of(options);
        using var response = await transport.SendAsync(HttpMethod.Get, path, codec.Accept, null, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var change in WatchReader.ReadAsync(stream, codec, cancellationToken))
        {
            yield return change;
        }
    }

    private static HttpBody? Body(V1DeleteOptions? options) => options is null
        ? null
        : new HttpBody(Json, ModelJson.Serialize(options with { ApiVersion = "v1", Kind = "DeleteOptions" }));

    private static bool IsStatus(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("kind"u8))
            {
                reader.Read();
                return reader.ValueTextEquals("Status"u8);
            }

            reader.Skip();
        }

        return false;
    }

    private string Path(NamespacedName name, string subresource = "") =>
        ResourcePath.Of(codec.Resource, name.Namespace, name.Name, subresource);

    private HttpBody Body(T model)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        codec.Write(model, buffer);
        return new HttpBody(Json, buffer.WrittenMemory);
    }

    private async Task<T> ObjectAsync(HttpMethod method, string path, HttpBody? content, CancellationToken cancellationToken)
    {
        using var body = await BodyAsync(method, path, codec.Accept, content, cancellationToken);
        return Parse(body.Written);
    }

    private async Task<PooledBody> BodyAsync(HttpMethod method, string path, string accept, HttpBody? content, CancellationToken cancellationToken)
    {
        using var response = await transport.SendAsync(method, path, accept, content, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await PooledBody.ReadAsync(stream, BodyBytesMax, cancellationToken);
    }

    private T Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        reader.Read();
        return codec.Read(ref reader);
    }
}
