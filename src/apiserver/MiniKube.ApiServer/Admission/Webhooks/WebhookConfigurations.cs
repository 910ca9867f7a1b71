using System.Collections.Immutable;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Services;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Admission.Webhooks;

/// <summary>The webhooks of one phase as the store has them, in the order in which they are asked. Written by its follower only, read by anybody.</summary>
internal sealed class WebhookConfigurations(string resource, ServiceResolver services, TimeProvider time) : IFollowedState
{
    private static readonly ImmutableSortedDictionary<string, ImmutableArray<AdmissionWebhook>> None =
        ImmutableSortedDictionary.Create<string, ImmutableArray<AdmissionWebhook>>(StringComparer.Ordinal);

    private readonly ResourceKeys _keys = new(new GroupResource("admissionregistration.k8s.io", resource), isNamespaced: false);
    private ImmutableSortedDictionary<string, ImmutableArray<AdmissionWebhook>> _next = None;
    private volatile IReadOnlyList<AdmissionWebhook> _published = [];

    public KeyRange Range => _keys.Range("");

    /// <summary>By the name of their configuration, then as they stand in it.</summary>
    public IReadOnlyList<AdmissionWebhook> All => _published;

    public void Clear() => _next = None;

    public void Put(KeyValue item)
    {
        var name = _keys.Relative(item.Key);
        var webhooks = new StoredObject(item).Decode().Objects("webhooks");
        _next = _next.SetItem(name, [.. webhooks.Select((webhook, i) => AdmissionWebhook.Read(name, i, webhook, services, time))]);
    }

    public void Remove(Key key) => _next = _next.Remove(_keys.Relative(key));

    public void Publish() => _published = [.. _next.Values.SelectMany(each => each)];
}
