using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry.Kinds;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;
using MiniKube.Schema.ManagedFields;
using MiniKube.Schema.Protobuf;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Tables;
using MiniKube.Schema.Types;

namespace MiniKube.ApiServer.Registry;

/// <summary>A resource definition with everything that the generic path needs beside it. Immutable.</summary>
internal sealed class ServedResource
{
    private readonly TypeSchema _storageType;
    private readonly IConversion? _conversion;
    private readonly Lazy<TableDefinition> _table;
    private readonly Lazy<ProtobufEnvelope> _envelope;
    private readonly Lazy<ProtobufEnvelope> _listEnvelope;
    private readonly ConcurrentDictionary<string, FieldSet> _fieldsOut = new(StringComparer.Ordinal);

    public ServedResource(ResourceDefinition definition, Strategy strategy, TypeSchema storageType, IConversion? conversion)
    {
        Definition = definition;
        ApiVersion = definition.Kind.GroupVersion.ToString();
        Strategy = strategy;
        Keys = new ResourceKeys(new GroupResource(definition.StorageKind.Group, definition.Resource.Resource), definition.IsNamespaced);
        Fields = definition.Custom is { } custom
            ? [.. custom.SelectableFields.Select(SelectableField.AtPath)]
            : SelectableFields.For(definition.Resource.GroupResource);
        Opening = OpeningOf(definition.Kind.Kind);
        ListOpening = OpeningOf(definition.ListKind);
        _storageType = storageType;
        _table = new Lazy<TableDefinition>(() => Tables.For(definition));
        _envelope = new Lazy<ProtobufEnvelope>(() => new ProtobufEnvelope(definition.Kind));
        _listEnvelope = new Lazy<ProtobufEnvelope>(() => new ProtobufEnvelope(definition.Kind with { Kind = definition.ListKind }));
        _conversion = conversion;
    }

    public ResourceDefinition Definition { get; }

    /// <summary><c>group/version</c>, or the version alone.</summary>
    public string ApiVersion { get; }

    public Strategy Strategy { get; }

    public ResourceKeys Keys { get; }

    public ImmutableArray<SelectableField> Fields { get; }

    /// <summary><c>{"kind":"Pod","apiVersion":"v1",</c>.</summary>
    public ReadOnlyMemory<byte> Opening { get; }

    /// <summary><c>{"kind":"PodList","apiVersion":"v1",</c>.</summary>
    public ReadOnlyMemory<byte> ListOpening { get; }

    /// <summary>False for custom resources, whose fields have no numbers.</summary>
    public bool HasProtobuf => ApiCatalog.BuiltIn.Find(Definition.Kind) is not null;

    public GroupResource GroupResource => Definition.Resource.GroupResource;

    /// <summary>Of the resource, or of what a subresource takes; null when it has no such subresource.</summary>
    public GroupVersionKind? KindOf(string subresource) => subresource.Length == 0 ? Definition.Kind : Definition.FindSubresource(subresource)?.Kind;

    public TableDefinition Table => _table.Value;

    /// <summary>What stands around an object in protobuf.</summary>
    public ProtobufEnvelope Envelope => _envelope.Value;

    /// <summary>What stands around a list in protobuf.</summary>
    public ProtobufEnvelope ListEnvelope => _listEnvelope.Value;

    /// <summary>Writes an object as a body of its own.</summary>
    public void Write(StoredObject stored, IBufferWriter<byte> to) => View(stored).WriteTo(to, Opening.Span);

    /// <summary>Writes an object as an item of a list, where upstream leaves kind and apiVersion out.</summary>
    public void WriteItem(StoredObject stored, IBufferWriter<byte> to) => View(stored).WriteTo(to, "{"u8);

    /// <summary>The object as this resource's version shows it, in a tree of its own.</summary>
    public JsonObject Decode(StoredObject stored)
    {
        var tree = stored.Decode();
        return Named(_conversion is null || _conversion.IsAsServed(stored) ? tree : _conversion.FromStorage(tree));
    }

    /// <summary>The object in a form that can be read at once: a webhook converts it first where there is one.</summary>
    public ValueTask<StoredObject> ReadyAsync(StoredObject stored, CancellationToken cancellationToken) =>
        _conversion is WebhookConversion webhook && !webhook.IsAsServed(stored) ? FirstAsync(webhook.ReadyAsync([stored], cancellationToken)) : new(stored);

    /// <summary>The same for the items of a list, by one call.</summary>
    public ValueTask<ImmutableArray<KeyValue>> ReadyAsync(ImmutableArray<KeyValue> page, CancellationToken cancellationToken) =>
        _conversion is WebhookConversion webhook ? webhook.ReadyAsync(page, cancellationToken) : new(page);

    /// <summary>Its versions are converted elsewhere, so that one cannot be had from another at once.</summary>
    public bool IsConvertedByWebhook => _conversion is WebhookConversion;

    /// <summary>This resource's form of an object in the form that is stored, in a tree of its own.</summary>
    public JsonObject FromStorage(JsonObject stored) => Named(_conversion is null ? stored.DeepClone().AsObject() : _conversion.FromStorage(stored));

    /// <summary>The stored form of an object in this resource's form, in a tree of its own.</summary>
    public JsonObject ToStorage(JsonObject tree) => _conversion is null ? tree.DeepClone().AsObject() : _conversion.ToStorage(tree);

    /// <summary>The fields that a write of the resource, or of a subresource, does not change or that nobody owns.</summary>
    public FieldSet FieldsOutOf(string subresource) => _fieldsOut.GetOrAdd(
        subresource,
        static (name, resource) => ServerFields.Unowned.Union(resource.Strategy.ResetFields(resource.Definition, name)),
        this);

    /// <summary>The value to store. Takes the resourceVersion out of the tree.</summary>
    /// <param name="tree">In this resource's version.</param>
    /// <param name="before">The object that it is to replace; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<byte[]> EncodeAsync(JsonObject tree, StoredObject? before, CancellationToken cancellationToken) =>
        _conversion is WebhookConversion webhook ? webhook.EncodeAsync(tree, cancellationToken) : new(Encode(tree, before));

    /// <summary>The same for what replaces nothing.</summary>
    public ValueTask<byte[]> EncodeAsync(JsonObject tree, CancellationToken cancellationToken) => EncodeAsync(tree, before: null, cancellationToken);

    /// <summary>The value to store, where no webhook has a say. Takes the resourceVersion out of the tree.</summary>
    private byte[] Encode(JsonObject tree, StoredObject? before) => _conversion is null
        ? StoredObjectEncoder.Encode(tree, _storageType, before)
        : StoredObjectEncoder.Encode(_conversion.ToStorage(tree), _storageType);

    /// <summary>The stored object in this resource's version; the same bytes unless two versions share their objects.</summary>
    public StoredObject View(StoredObject stored) => _conversion is null || _conversion.IsAsServed(stored)
        ? stored
        : new StoredObject(stored.Key, StoredObjectEncoder.Encode(_conversion.FromStorage(stored.Decode()), Definition.Schema), stored.Revision);

    private static async ValueTask<StoredObject> FirstAsync(ValueTask<ImmutableArray<StoredObject>> ready) => (await ready)[0];

    private JsonObject Named(JsonObject tree)
    {
        tree["apiVersion"] = ApiVersion;
        tree["kind"] = Definition.Kind.Kind;
        return tree;
    }

    private byte[] OpeningOf(string kind) =>
        Encoding.UTF8.GetBytes($"{{\"kind\":\"{kind}\",\"apiVersion\":\"{Definition.Kind.GroupVersion}\",");
}
