using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>The objects of one kind of admission configuration as the store has them, compiled, by name. Written by its follower only, read by anybody.</summary>
/// <param name="resource">Of <c>admissionregistration.k8s.io</c>.</param>
/// <param name="read">Compiles one.</param>
internal sealed class PolicyObjects<T>(string resource, Func<JsonObject, T> read) : IFollowedState
{
    private readonly ResourceKeys _keys = new(new GroupResource("admissionregistration.k8s.io", resource), isNamespaced: false);
    private ImmutableSortedDictionary<string, T> _next = ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);
    private volatile IReadOnlyList<T> _published = [];

    public KeyRange Range => _keys.Range("");

    public IReadOnlyList<T> All => _published;

    public void Clear() => _next = _next.Clear();

    public void Put(KeyValue item) => _next = _next.SetItem(_keys.Relative(item.Key), read(new StoredObject(item).Decode()));

    public void Remove(Key key) => _next = _next.Remove(_keys.Relative(key));

    public void Publish() => _published = [.. _next.Values];
}
