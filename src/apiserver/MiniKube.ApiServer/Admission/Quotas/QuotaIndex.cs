using System.Collections.Immutable;
using MiniKube.Api.Names;
using MiniKube.Api.Quotas;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Admission.Quotas;

/// <summary>Which namespaces have quotas of what, so that a write that no quota is about costs one look-up. Written by its follower only.</summary>
internal sealed class QuotaIndex : IFollowedState
{
    private static readonly ResourceKeys Keys = new(new GroupResource("", "resourcequotas"), isNamespaced: true);

    private static readonly ImmutableDictionary<string, ImmutableDictionary<string, ImmutableArray<string>>> None =
        ImmutableDictionary.Create<string, ImmutableDictionary<string, ImmutableArray<string>>>(StringComparer.Ordinal);

    private ImmutableDictionary<string, ImmutableDictionary<string, ImmutableArray<string>>> _next = None;
    private volatile ImmutableDictionary<string, ImmutableDictionary<string, ImmutableArray<string>>> _published = None;

    public static KeyRange Range => Keys.Range("");

    /// <summary>Some quota of the namespace bounds something that the evaluator's objects use.</summary>
    public bool Bounds(string @namespace, IQuotaEvaluator evaluator)
    {
        if (!_published.TryGetValue(@namespace, out var quotas))
        {
            return false;
        }

        foreach (var names in quotas.Values)
        {
            if (names.Any(evaluator.Counts))
            {
                return true;
            }
        }

        return false;
    }

    public bool HasAny(string @namespace) => _published.ContainsKey(@namespace);

    public void Clear() => _next = None;

    public void Put(KeyValue item)
    {
        var (@namespace, name) = NameOf(item.Key);
        var names = ResourceAmounts.Read(new StoredObject(item).Decode().Child("status").Child("hard")).Names;
        var quotas = _next.GetValueOrDefault(@namespace, ImmutableDictionary<string, ImmutableArray<string>>.Empty);
        _next = _next.SetItem(@namespace, quotas.SetItem(name, [.. names]));
    }

    public void Remove(Key key)
    {
        var (@namespace, name) = NameOf(key);
        if (_next.TryGetValue(@namespace, out var quotas))
        {
            quotas = quotas.Remove(name);
            _next = quotas.IsEmpty ? _next.Remove(@namespace) : _next.SetItem(@namespace, quotas);
        }
    }

    public void Publish() => _published = _next;

    private static (string Namespace, string Name) NameOf(Key key)
    {
        var name = Keys.NameOf(key);
        return (name.Namespace, name.Name);
    }
}
