using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using MiniKube.Api.Names;
using MiniKube.Schema.Resources;

namespace MiniKube.Schema.Discovery;

/// <summary>The discovery documents with one request for each group and version: <c>/api</c>, <c>/apis</c> and what is below them.</summary>
public static class LegacyDiscovery
{
    /// <summary>Writes <c>/api</c>.</summary>
    /// <param name="serverAddress">Host and port at which clients reach the server.</param>
    /// <param name="to">Where the JSON goes.</param>
    public static void WriteCoreVersions(string serverAddress, IBufferWriter<byte> to)
    {
        using var writer = DocumentWriter.To(to);
        writer.WriteStartObject();
        writer.WriteString("kind", "APIVersions");
        writer.WriteStartArray("versions");
        writer.WriteStringValue("v1");
        writer.WriteEndArray();
        writer.WriteStartArray("serverAddressByClientCIDRs");
        writer.WriteStartObject();
        writer.WriteString("clientCIDR", "0.0.0.0/0");
        writer.WriteString("serverAddress", serverAddress);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes <c>/apis</c>: every group but the core one, in the order of the versions.</summary>
    public static void WriteGroups(IEnumerable<DiscoveredVersion> versions, IBufferWriter<byte> to)
    {
        using var writer = DocumentWriter.To(to);
        writer.WriteStartObject();
        writer.WriteString("kind", "APIGroupList");
        writer.WriteString("apiVersion", "v1");
        writer.WriteStartArray("groups");
        foreach (var group in DiscoveryGroups.Of(versions).Where(group => group.Name.Length > 0))
        {
            writer.WriteStartObject();
            WriteGroup(writer, group);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes <c>/apis/{group}</c>; false when there is no version of that group.</summary>
    public static bool TryWriteGroup(IEnumerable<DiscoveredVersion> versions, string group, IBufferWriter<byte> to)
    {
        if (DiscoveryGroups.Of(versions).FirstOrDefault(each => each.Name == group) is not { } found)
        {
            return false;
        }

        using var writer = DocumentWriter.To(to);
        writer.WriteStartObject();
        writer.WriteString("kind", "APIGroup");
        writer.WriteString("apiVersion", "v1");
        WriteGroup(writer, found);
        writer.WriteEndObject();
        return true;
    }

    /// <summary>Writes <c>/api/v1</c> or <c>/apis/{group}/{version}</c>; false when no resource is of that group and version.</summary>
    public static bool TryWriteResources(IEnumerable<ResourceDefinition> resources, GroupVersion version, IBufferWriter<byte> to)
    {
        var found = DiscoveryGroups.In(resources, version);
        if (found.IsEmpty)
        {
            return false;
        }

        using var writer = DocumentWriter.To(to);
        writer.WriteStartObject();
        writer.WriteString("kind", "APIResourceList");
        if (version.Group.Length > 0)
        {
            // The core group's document has never said so.
            writer.WriteString("apiVersion", "v1");
        }

        writer.WriteString("groupVersion", version.ToString());
        writer.WriteStartArray("resources");
        foreach (var resource in found)
        {
            WriteResource(writer, resource);
            foreach (var subresource in resource.Subresources)
            {
                WriteSubresource(writer, resource, subresource);
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        return true;
    }

    private static void WriteGroup(Utf8JsonWriter writer, ApiGroup group)
    {
        writer.WriteString("name", group.Name);
        writer.WriteStartArray("versions");
        foreach (var version in group.Versions)
        {
            WriteVersion(writer, new GroupVersion(group.Name, version));
        }

        writer.WriteEndArray();
        writer.WritePropertyName("preferredVersion");
        WriteVersion(writer, group.PreferredVersion);
    }

    private static void WriteVersion(Utf8JsonWriter writer, GroupVersion version)
    {
        writer.WriteStartObject();
        writer.WriteString("groupVersion", version.ToString());
        writer.WriteString("version", version.Version);
        writer.WriteEndObject();
    }

    private static void WriteResource(Utf8JsonWriter writer, ResourceDefinition resource)
    {
        writer.WriteStartObject();
        writer.WriteString("name", resource.Resource.Resource);
        writer.WriteString("singularName", resource.Singular);
        writer.WriteBoolean("namespaced", resource.IsNamespaced);
        WriteKind(writer, resource.Kind, resource.Resource.GroupVersion);
        WriteList(writer, "verbs", resource.Verbs);
        WriteListUnlessEmpty(writer, "shortNames", resource.ShortNames);
        WriteListUnlessEmpty(writer, "categories", resource.Categories);
        if (!resource.IsVirtual)
        {
            writer.WriteString("storageVersionHash", StorageVersionHash(resource.StorageKind));
        }

        writer.WriteEndObject();
    }

    private static void WriteSubresource(Utf8JsonWriter writer, ResourceDefinition resource, SubresourceDefinition subresource)
    {
        writer.WriteStartObject();
        writer.WriteString("name", $"{resource.Resource.Resource}/{subresource.Name}");
        writer.WriteString("singularName", "");
        writer.WriteBoolean("namespaced", resource.IsNamespaced);
        WriteKind(writer, subresource.Kind, resource.Resource.GroupVersion);
        WriteList(writer, "verbs", subresource.Verbs);
        writer.WriteEndObject();
    }

    /// <summary>Group and version are left out where they are the document's own.</summary>
    private static void WriteKind(Utf8JsonWriter writer, GroupVersionKind kind, GroupVersion document)
    {
        if (kind.GroupVersion != document)
        {
            writer.WriteString("group", kind.Group);
            writer.WriteString("version", kind.Version);
        }

        writer.WriteString("kind", kind.Kind);
    }

    private static void WriteListUnlessEmpty(Utf8JsonWriter writer, string name, ImmutableArray<string> values)
    {
        if (!values.IsEmpty)
        {
            WriteList(writer, name, values);
        }
    }

    private static void WriteList(Utf8JsonWriter writer, string name, ImmutableArray<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private static string StorageVersionHash(GroupVersionKind kind) =>
        Convert.ToBase64String(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{kind.Group}/{kind.Version}/{kind.Kind}")).AsSpan(0, 8));
}
