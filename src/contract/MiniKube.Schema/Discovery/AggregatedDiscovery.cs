using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using MiniKube.Api.Names;
using MiniKube.Schema.Resources;

namespace MiniKube.Schema.Discovery;

/// <summary>The discovery of everything in one document: <c>APIGroupDiscoveryList</c> of <c>apidiscovery.k8s.io</c>.</summary>
public static class AggregatedDiscovery
{
    /// <summary>Writes what <c>/api</c> answers: the core group.</summary>
    /// <param name="versions">Everything that is served, in the order of discovery.</param>
    /// <param name="resources">What is in these versions.</param>
    /// <param name="form"><c>v2</c>, or <c>v2beta1</c> for clients before 1.30; their forms are one.</param>
    /// <param name="to">Where the JSON goes.</param>
    public static void WriteCore(
        IEnumerable<DiscoveredVersion> versions, IEnumerable<ResourceDefinition> resources, string form, IBufferWriter<byte> to) =>
        Write([.. versions.Where(version => version.Version.Group.Length == 0)], [.. resources], form, to);

    /// <summary>Writes what <c>/apis</c> answers: every group but the core one.</summary>
    public static void WriteGroups(
        IEnumerable<DiscoveredVersion> versions, IEnumerable<ResourceDefinition> resources, string form, IBufferWriter<byte> to) =>
        Write([.. versions.Where(version => version.Version.Group.Length > 0)], [.. resources], form, to);

    private static void Write(
        ImmutableArray<DiscoveredVersion> versions, ImmutableArray<ResourceDefinition> resources, string form, IBufferWriter<byte> to)
    {
        using var writer = DocumentWriter.To(to);
        writer.WriteStartObject();
        writer.WriteString("kind", "APIGroupDiscoveryList");
        writer.WriteString("apiVersion", $"apidiscovery.k8s.io/{form}");
        writer.WriteStartObject("metadata");
        writer.WriteEndObject();
        writer.WriteStartArray("items");
        foreach (var group in versions.GroupBy(version => version.Version.Group))
        {
            WriteGroup(writer, group, resources);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteGroup(Utf8JsonWriter writer, IGrouping<string, DiscoveredVersion> group, ImmutableArray<ResourceDefinition> resources)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("metadata");
        if (group.Key.Length > 0)
        {
            writer.WriteString("name", group.Key);
        }

        writer.WriteNull("creationTimestamp");
        writer.WriteEndObject();
        writer.WriteStartArray("versions");
        foreach (var version in group)
        {
            writer.WriteStartObject();
            writer.WriteString("version", version.Version.Version);
            writer.WriteStartArray("resources");
            foreach (var resource in DiscoveryGroups.In(resources, version.Version))
            {
                WriteResource(writer, resource);
            }

            writer.WriteEndArray();
            writer.WriteString("freshness", version.IsStale ? "Stale" : "Current");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteResource(Utf8JsonWriter writer, ResourceDefinition resource)
    {
        writer.WriteStartObject();
        writer.WriteString("resource", resource.Resource.Resource);
        WriteKind(writer, resource.Kind);
        writer.WriteString("scope", resource.IsNamespaced ? "Namespaced" : "Cluster");
        writer.WriteString("singularResource", resource.Singular);
        WriteList(writer, "verbs", resource.Verbs);
        WriteList(writer, "shortNames", resource.ShortNames);
        WriteList(writer, "categories", resource.Categories);
        if (!resource.Subresources.IsEmpty)
        {
            writer.WriteStartArray("subresources");
            foreach (var subresource in resource.Subresources)
            {
                writer.WriteStartObject();
                writer.WriteString("subresource", subresource.Name);
                WriteKind(writer, subresource.Kind);
                WriteList(writer, "verbs", subresource.Verbs);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteKind(Utf8JsonWriter writer, GroupVersionKind kind)
    {
        writer.WriteStartObject("responseKind");
        writer.WriteString("group", kind.Group);
        writer.WriteString("version", kind.Version);
        writer.WriteString("kind", kind.Kind);
        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, string name, ImmutableArray<string> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
