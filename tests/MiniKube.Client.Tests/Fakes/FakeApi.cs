using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using MiniKube.Client.Api;
using MiniKube.Client.Serialization;

namespace MiniKube.Client.Tests.Fakes;

/// <summary>A small API server behind an HttpMessageHandler: objects, revisions, watches, finalizers, and faults on demand.</summary>
public sealed class FakeApi(TimeProvider time) : HttpMessageHandler
{
    private readonly List<FakeFault> _faults = [];
    private string? _lostAnswer;
    private ImmutableList<string> _writes = [];

    public FakeStore Store { get; } = new(time);

    /// <summary>Every request that was not a watch or a read, as <c>VERB path</c>.</summary>
    public IReadOnlyList<string> Writes => Volatile.Read(ref _writes);

    public int ListCount { get; private set; }

    public IApiClient Client => ApiClientFactory.FromHandler(this, new Uri("http://fake"), "tests", time);

    /// <summary>Answers the next matching requests with this code.</summary>
    public void Fail(Func<HttpRequestMessage, bool> match, HttpStatusCode code, int times = 1, TimeSpan? retryAfter = null) =>
        _faults.Add(new FakeFault(match, code, retryAfter, times));

    /// <summary>Does what the next matching request asks for, and then breaks the connection.</summary>
    public void LoseNextAnswer(string method, string path) => _lostAnswer = $"{method} {path}";

    public T Put<T>(T model)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        model.ApiVersion = ModelType<T>.ApiVersion;
        model.Kind = ModelType<T>.Kind.Kind;
        var body = JsonNode.Parse(ModelJson.Serialize(model))!.AsObject();
        return Read<T>(Store.Put(FakeKey.Of(ModelType<T>.Resource, model.Metadata.NamespaceProperty, model.Metadata.Name), body));
    }

    public T? Find<T>(string @namespace, string name)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        Store.Get(FakeKey.Of(ModelType<T>.Resource, @namespace, name)) is { } body ? Read<T>(body) : null;

    public IReadOnlyList<T> All<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        [.. Store.List(ModelType<T>.Resource, "").Items.Select(Read<T>)];

    public void Remove<T>(string @namespace, string name)
        where T : class, IKubernetesObject<V1ObjectMeta> => Store.Remove(FakeKey.Of(ModelType<T>.Resource, @namespace, name));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        if (_faults.Find(fault => fault.Takes(request)) is { } fault)
        {
            return fault.Answer();
        }

        var target = FakeRequest.Parse(request.RequestUri!);
        if (target is null)
        {
            return FakeDiscovery.Answer(request.RequestUri!.AbsolutePath, Store.Discovered);
        }

        var body = request.Content is null ? null : JsonNode.Parse(await request.Content.ReadAsByteArrayAsync(cancellationToken))?.AsObject();
        if (request.Method != HttpMethod.Get)
        {
            var write = $"{request.Method} {request.RequestUri!.AbsolutePath}";
            ImmutableInterlocked.Update(ref _writes, writes => writes.Add(write));
        }

        try
        {
            var answer = Answer(request.Method, target, body);
            if ($"{request.Method} {request.RequestUri!.AbsolutePath}" == _lostAnswer)
            {
                _lostAnswer = null;
                throw new HttpRequestException("The connection broke before the answer");
            }

            return answer;
        }
        catch (FakeRefusal refusal)
        {
            return FakeAnswers.Status(refusal.Code, refusal.Reason, refusal.Message);
        }
    }

    private static T Read<T>(JsonObject body)
        where T : class => ModelJson.Deserialize<T>(JsonSerializer.SerializeToUtf8Bytes(body));

    private HttpResponseMessage Answer(HttpMethod method, FakeRequest target, JsonObject? body) => method.Method switch
    {
        "GET" when target.IsWatch => FakeAnswers.Stream(Store.Watch(target)),
        "GET" when target.Key.Name.Length == 0 => List(target),
        "GET" => FakeAnswers.Body(200, Store.Get(target.Key) ?? throw FakeRefusal.NotFound(target.Key)),
        "POST" when target.Subresource.Length > 0 => FakeAnswers.Body(201, Store.PostSubresource(target.Key, target.Subresource, body!)),
        "POST" => FakeAnswers.Body(201, Store.Create(target.Key, body!)),
        "PUT" => FakeAnswers.Body(200, Store.Update(target.Key, target.Subresource, body!)),
        "PATCH" => FakeAnswers.Body(200, Store.Patch(target.Key, target.Subresource, body!)),
        "DELETE" when target.Key.Name.Length == 0 => DeleteCollection(target, body),
        "DELETE" => FakeAnswers.Body(200, Store.Delete(target.Key, body)),
        _ => FakeAnswers.Status(405, "MethodNotAllowed", "not allowed"),
    };

    private HttpResponseMessage List(FakeRequest target)
    {
        ListCount++;
        return FakeAnswers.List(Store.List(target.Key.Resource, target.Key.Namespace), target);
    }

    private HttpResponseMessage DeleteCollection(FakeRequest target, JsonObject? options)
    {
        foreach (var item in Store.List(target.Key.Resource, target.Key.Namespace).Items)
        {
            Store.Delete(FakeKey.Of(target.Key.Resource, (string?)item["metadata"]!["namespace"], (string)item["metadata"]!["name"]!), options);
        }

        return FakeAnswers.Status(200, "", "");
    }
}
