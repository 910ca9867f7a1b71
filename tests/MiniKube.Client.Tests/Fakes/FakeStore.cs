using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.Client.Api;

namespace MiniKube.Client.Tests.Fakes;

/// <summary>Objects with one sequence of revisions, and the watches on them.</summary>
public sealed class FakeStore(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, (FakeKey Key, JsonObject Body)> _objects = new(StringComparer.Ordinal);
    private readonly List<(long Revision, FakeKey Key, string Line)> _log = [];
    private readonly List<FakeWatch> _watches = [];
    private long _compacted;
    private long _uids;
    private string _held = "";

    /// <summary>What discovery documents tell.</summary>
    public List<DiscoveredResource> Discovered { get; } = [];

    public long Revision { get; private set; } = 100;

    public int WatchCount
    {
        get
        {
            lock (_gate)
            {
                return _watches.Count;
            }
        }
    }

    public JsonObject? Get(FakeKey key)
    {
        lock (_gate)
        {
            return _objects.TryGetValue(Path(key), out var found) ? Copy(found.Body) : null;
        }
    }

    public (IReadOnlyList<JsonObject> Items, long Revision) List(GroupVersionResource resource, string @namespace)
    {
        lock (_gate)
        {
            return ([.. _objects.Values.Where(entry => IsIn(entry.Key, resource, @namespace)).Select(entry => Copy(entry.Body))], Revision);
        }
    }

    public JsonObject Create(FakeKey key, JsonObject body)
    {
        lock (_gate)
        {
            var metadata = body["metadata"]!.AsObject();
            if (metadata["name"] is null)
            {
                metadata["name"] = $"{metadata["generateName"]}{_uids + 1:x5}";
            }

            key = key with { Name = (string)metadata["name"]! };
            if (_objects.ContainsKey(Path(key)))
            {
                throw new FakeRefusal(409, "AlreadyExists", $"{key.Resource.Resource} \"{key.Name}\" already exists");
            }

            return Put(key, body);
        }
    }

    /// <summary>Stores as it is, with what a server adds.</summary>
    public JsonObject Put(FakeKey key, JsonObject body)
    {
        lock (_gate)
        {
            var metadata = body["metadata"]!.AsObject();
            if (key.Namespace.Length > 0)
            {
                metadata["namespace"] = key.Namespace;
            }

            _objects.TryGetValue(Path(key), out var current);
            metadata["uid"] ??= (string?)current.Body?["metadata"]!["uid"] ?? $"uid-{++_uids}";
            metadata["generation"] ??= 1;
            metadata["creationTimestamp"] ??= time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
            var type = _objects.ContainsKey(Path(key)) ? "MODIFIED" : "ADDED";
            return Store(key, body, type);
        }
    }

    public JsonObject Update(FakeKey key, string subresource, JsonObject body)
    {
        lock (_gate)
        {
            var current = Require(key);
            if ((string?)body["metadata"]!["resourceVersion"] is { Length: > 0 } version && version != (string?)current["metadata"]!["resourceVersion"])
            {
                throw FakeRefusal.Conflict(key);
            }

            var next = Copy(subresource == "status" ? current : body);
            next["status"] = Copy(subresource == "status" ? body : current)["status"]?.DeepClone();
            CarryMetadata(current, next);
            return Finish(key, current, next);
        }
    }

    public JsonObject Patch(FakeKey key, string subresource, JsonObject patch)
    {
        lock (_gate)
        {
            var current = Require(key);
            if ((string?)patch["metadata"]?["uid"] is { } uid && uid != (string?)current["metadata"]!["uid"])
            {
                throw FakeRefusal.Conflict(key);
            }

            if ((string?)patch["metadata"]?["resourceVersion"] is { } version && version != (string?)current["metadata"]!["resourceVersion"])
            {
                throw FakeRefusal.Conflict(key);
            }

            _ = subresource;
            var next = Merge(Copy(current), patch);
            CarryMetadata(current, next);
            return Finish(key, current, next);
        }
    }

    public JsonObject PostSubresource(FakeKey key, string subresource, JsonObject body)
    {
        lock (_gate)
        {
            var current = Require(key);
            if (subresource == "binding")
            {
                var next = Copy(current);
                next["spec"]!["nodeName"] = (string?)body["target"]!["name"];
                Store(key, next, "MODIFIED");
            }

            return FakeAnswers.StatusBody(201, "", "");
        }
    }

    public JsonObject Delete(FakeKey key, JsonObject? options)
    {
        lock (_gate)
        {
            var current = Require(key);
            var preconditions = options?["preconditions"];
            if (((string?)preconditions?["uid"] is { } uid && uid != (string?)current["metadata"]!["uid"]) ||
                ((string?)preconditions?["resourceVersion"] is { } version && version != (string?)current["metadata"]!["resourceVersion"]))
            {
                throw FakeRefusal.Conflict(key);
            }

            var next = Copy(current);
            var finalizers = next["metadata"]!["finalizers"]?.AsArray() ?? [];
            var added = (string?)options?["propagationPolicy"] switch { "Foreground" => "foregroundDeletion", "Orphan" => "orphan", _ => null };
            if (added is not null && !finalizers.Any(entry => (string?)entry == added))
            {
                finalizers.Add(JsonValue.Create(added));
            }

            var isGraceful = key.Resource.Resource == "pods" && next["spec"]?["nodeName"] is not null && (int?)options?["gracePeriodSeconds"] != 0;
            var hasContent = key.Resource.Resource == "namespaces" && next["spec"]?["finalizers"]?.AsArray() is { Count: > 0 };
            if (finalizers.Count == 0 && !isGraceful && !hasContent)
            {
                return Remove(key)!;
            }

            next["metadata"]!["finalizers"] = finalizers.DeepClone();
            next["metadata"]!["deletionTimestamp"] ??= time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
            if (hasContent)
            {
                next["status"] = new JsonObject { ["phase"] = "Terminating" };
            }

            return Store(key, next, "MODIFIED");
        }
    }

    public JsonObject? Remove(FakeKey key)
    {
        lock (_gate)
        {
            if (!_objects.Remove(Path(key), out var found))
            {
                return null;
            }

            Announce(key, found.Body, "DELETED");
            return Copy(found.Body);
        }
    }

    /// <summary>Starts a stream; a revision that is compacted gets an ERROR event.</summary>
    public PipeReader Watch(FakeRequest request)
    {
        lock (_gate)
        {
            var watch = new FakeWatch(request.Key.Resource, request.Key.Namespace);
            var from = long.Parse(request.Query.GetValueOrDefault("resourceVersion", "0"));
            if (from < _compacted)
            {
                watch.Send("{\"type\":\"ERROR\",\"object\":" + FakeAnswers.StatusBody(410, "Expired", "too old").ToJsonString() + "}\n");
                watch.End();
                return watch.Reader;
            }

            foreach (var (_, key, line) in _log.Where(entry => entry.Revision > from && watch.Shows(entry.Key)))
            {
                watch.Send(line, key.Resource.Resource == _held);
            }

            _watches.Add(watch);
            return watch.Reader;
        }
    }

    /// <summary>Ends all streams, the last one in the middle of a line.</summary>
    public void CutWatches()
    {
        lock (_gate)
        {
            foreach (var watch in _watches)
            {
                watch.Send("{\"type\":\"ADDED\",\"obj");
                watch.End();
            }

            _watches.Clear();
        }
    }

    /// <summary>Forgets the events up to now: watches from before get 410.</summary>
    public void Compact()
    {
        lock (_gate)
        {
            _compacted = Revision;
            _log.Clear();
        }
    }

    public void SendBookmarks()
    {
        lock (_gate)
        {
            var revision = ++Revision;
            _watches.ForEach(watch => watch.Send($"{{\"type\":\"BOOKMARK\",\"object\":{{\"metadata\":{{\"resourceVersion\":\"{revision}\"}}}}}}\n"));
        }
    }

    /// <summary>Holds events of a resource back, so that caches of it fall behind.</summary>
    public void HoldEvents(string resource)
    {
        lock (_gate)
        {
            _held = resource;
        }
    }

    /// <summary>Lets go what was held back.</summary>
    public void ReleaseEvents()
    {
        lock (_gate)
        {
            _held = "";
            _watches.ForEach(watch => watch.Release());
        }
    }

    public override string ToString()
    {
        lock (_gate)
        {
            return string.Join('\n', _objects.Select(entry => $"{entry.Key} {entry.Value.Body.ToJsonString()}"));
        }
    }

    private static string Path(FakeKey key) => $"{key.Resource.GroupResource}/{key.Namespace}/{key.Name}";

    private static bool IsIn(FakeKey key, GroupVersionResource resource, string @namespace) =>
        key.Resource == resource && (@namespace.Length == 0 || key.Namespace == @namespace);

    private static JsonObject Copy(JsonObject body) => body.DeepClone().AsObject();

    private static JsonObject Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject inner)
            {
                target[name] = Merge(target[name] is JsonObject known ? Copy(known) : [], inner);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }

        return target;
    }

    private static void CarryMetadata(JsonObject current, JsonObject next)
    {
        var from = current["metadata"]!.AsObject();
        var to = next["metadata"]!.AsObject();
        foreach (var name in (string[])["uid", "creationTimestamp", "deletionTimestamp", "generation"])
        {
            to[name] = from[name]?.DeepClone();
        }

        if (!JsonNode.DeepEquals(current["spec"], next["spec"]))
        {
            to["generation"] = (int)from["generation"]! + 1;
        }
    }

    private JsonObject Require(FakeKey key) => _objects.TryGetValue(Path(key), out var found) ? found.Body : throw FakeRefusal.NotFound(key);

    private JsonObject Finish(FakeKey key, JsonObject current, JsonObject next)
    {
        var isGone = next["metadata"]!["deletionTimestamp"] is not null &&
            next["metadata"]!["finalizers"]?.AsArray() is not { Count: > 0 } &&
            next["spec"]?["finalizers"]?.AsArray() is not { Count: > 0 } &&
            !(key.Resource.Resource == "pods" && next["spec"]?["nodeName"] is not null);
        if (isGone)
        {
            Remove(key);
            return Copy(next);
        }

        return JsonNode.DeepEquals(current, next) ? Copy(current) : Store(key, next, "MODIFIED");
    }

    private JsonObject Store(FakeKey key, JsonObject body, string type)
    {
        var stored = Copy(body);
        _objects[Path(key)] = (key, stored);
        Announce(key, stored, type);
        return Copy(stored);
    }

    private void Announce(FakeKey key, JsonObject body, string type)
    {
        body["metadata"]!["resourceVersion"] = (++Revision).ToString();
        var line = new StringBuilder("{\"type\":\"").Append(type).Append("\",\"object\":").Append(body.ToJsonString()).Append("}\n").ToString();
        _log.Add((Revision, key, line));
        _watches.Where(watch => watch.Shows(key)).ToList().ForEach(watch => watch.Send(line, key.Resource.Resource == _held));
    }
}
