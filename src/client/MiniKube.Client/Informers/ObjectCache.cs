using System.Collections.Immutable;
using k8s;
using k8s.Models;
using MiniKube.Api.Names;

namespace MiniKube.Client.Informers;

/// <summary>Objects by name and by index. Safe for use by several threads.</summary>
internal sealed class ObjectCache<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<NamespacedName, T> _objects = [];
    private readonly Dictionary<string, Index> _indexes = [];

    public static NamespacedName NameOf(T model) => new(model.Metadata.NamespaceProperty ?? "", model.Metadata.Name);

    public T? Get(NamespacedName name)
    {
        lock (_gate)
        {
            return _objects.GetValueOrDefault(name);
        }
    }

    public IReadOnlyList<T> List()
    {
        lock (_gate)
        {
            return [.. _objects.Values];
        }
    }

    public IReadOnlyList<T> ByIndex(string index, string value)
    {
        lock (_gate)
        {
            if (!_indexes.TryGetValue(index, out var found))
            {
                throw new ArgumentException($"There is no index '{index}'; add it with AddIndex", nameof(index));
            }

            return found.Entries.TryGetValue(value, out var entries) ? [.. entries.Values] : [];
        }
    }

    public void AddIndex(string name, Func<T, IEnumerable<string>> values)
    {
        lock (_gate)
        {
            if (_indexes.ContainsKey(name))
            {
                return;
            }

            var index = new Index(values);
            _indexes.Add(name, index);
            foreach (var (key, model) in _objects)
            {
                index.Put(key, model);
            }
        }
    }

    /// <summary>Keeps the object and returns the one it replaces.</summary>
    public T? Put(T model)
    {
        var key = NameOf(model);
        lock (_gate)
        {
            _objects.TryGetValue(key, out var before);
            _objects[key] = model;
            foreach (var index in _indexes.Values)
            {
                index.Remove(key, before);
                index.Put(key, model);
            }

            return before;
        }
    }

    /// <summary>Forgets the object and returns what was known of it.</summary>
    public T? Remove(NamespacedName key)
    {
        lock (_gate)
        {
            if (_objects.Remove(key, out var before))
            {
                foreach (var index in _indexes.Values)
                {
                    index.Remove(key, before);
                }
            }

            return before;
        }
    }

    public ImmutableArray<NamespacedName> Names()
    {
        lock (_gate)
        {
            return [.. _objects.Keys];
        }
    }

    private sealed class Index(Func<T, IEnumerable<string>> values)
    {
        public Dictionary<string, Dictionary<NamespacedName, T>> Entries { get; } = [];

        public void Put(NamespacedName key, T model)
        {
            foreach (var value in values(model))
            {
                if (!Entries.TryGetValue(value, out var entries))
                {
                    Entries.Add(value, entries = []);
                }

                entries[key] = model;
            }
        }

        public void Remove(NamespacedName key, T? model)
        {
            if (model is null)
            {
                return;
            }

            foreach (var value in values(model))
            {
                if (Entries.TryGetValue(value, out var entries) && entries.Remove(key) && entries.Count == 0)
                {
                    Entries.Remove(value);
                }
            }
        }
    }
}
