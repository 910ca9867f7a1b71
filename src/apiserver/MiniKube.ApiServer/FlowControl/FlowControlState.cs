using System.Collections.Immutable;
using MiniKube.Api.Names;
using MiniKube.ApiServer.FlowControl.Schemas;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.FlowControl;

/// <summary>Puts the stored flow schemas and priority levels in force. Written by its follower only.</summary>
internal sealed class FlowControlState(FlowController controller) : IFollowedState
{
    public const string Group = "flowcontrol.apiserver.k8s.io";

    private static readonly ResourceKeys Schemas = new(new GroupResource(Group, "flowschemas"), isNamespaced: false);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableDictionary<Key, FlowSchema> _schemas = ImmutableDictionary<Key, FlowSchema>.Empty;
    private ImmutableDictionary<Key, PriorityLevelConfiguration> _levels = ImmutableDictionary<Key, PriorityLevelConfiguration>.Empty;
    private (ImmutableDictionary<Key, FlowSchema> Schemas, ImmutableDictionary<Key, PriorityLevelConfiguration> Levels) _published =
        (ImmutableDictionary<Key, FlowSchema>.Empty, ImmutableDictionary<Key, PriorityLevelConfiguration>.Empty);

    private Action? _onPublished;

    /// <summary>Where both kinds are kept.</summary>
    public static KeyRange Range { get; } = KeyRange.Prefix(Key.From($"/registry/{Group}/"));

    /// <summary>Completes once all defaults are in force as they are stored.</summary>
    public Task Known => _known.Task;

    public void Clear()
    {
        _schemas = _schemas.Clear();
        _levels = _levels.Clear();
    }

    public void Put(KeyValue item)
    {
        var tree = new StoredObject(item).Decode();
        if (Schemas.Range("").Contains(item.Key))
        {
            _schemas = _schemas.SetItem(item.Key, FlowControlReader.Schema(tree));
        }
        else
        {
            _levels = _levels.SetItem(item.Key, FlowControlReader.Level(tree));
        }
    }

    public void Remove(Key key)
    {
        _schemas = _schemas.Remove(key);
        _levels = _levels.Remove(key);
    }

    public void Publish()
    {
        // An empty store has not been prepared yet: what every cluster has is in force already.
        if ((_schemas.IsEmpty && _levels.IsEmpty) || (ReferenceEquals(_published.Schemas, _schemas) && ReferenceEquals(_published.Levels, _levels)))
        {
            return;
        }

        lock (_gate)
        {
            _published = (_schemas, _levels);
        }

        controller.Apply([.. _schemas.Values], [.. _levels.Values]);
        Volatile.Read(ref _onPublished)?.Invoke();
        if (!_known.Task.IsCompleted && HasDefaults())
        {
            _known.TrySetResult();
        }
    }

    private bool HasDefaults()
    {
        var schemas = _schemas.Values.Select(schema => schema.Name).ToHashSet(StringComparer.Ordinal);
        var levels = _levels.Values.Select(level => level.Name).ToHashSet(StringComparer.Ordinal);
        return DefaultFlowControl.Schemas().All(each => schemas.Contains(each.Name)) && DefaultFlowControl.Levels().All(each => levels.Contains(each.Name));
    }

    /// <summary>Called after each change, and once now. There is one to be called.</summary>
    public void OnPublished(Action action)
    {
        Volatile.Write(ref _onPublished, action);
        action();
    }

    /// <summary>Schemas whose condition does not say how it is, and how it is.</summary>
    public ImmutableArray<(FlowSchema Schema, bool IsDangling)> WrongConditions()
    {
        lock (_gate)
        {
            var levels = _published.Levels.Values.Select(level => level.Name).ToHashSet(StringComparer.Ordinal);
            return
            [
                .. _published.Schemas.Values
                    .Select(schema => (schema, !levels.Contains(schema.PriorityLevel)))
                    .Where(found => found.schema.IsDangling != found.Item2),
            ];
        }
    }
}
