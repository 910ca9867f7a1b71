using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Resources.BuiltIn;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Validation.Kinds.Extensions;

namespace MiniKube.Schema.CustomResources;

/// <summary>Makes resource definitions of a CustomResourceDefinition.</summary>
public static class CustomResourceDefinitions
{
    /// <summary>One for each version, the preferred one first, those that are not served among them. Expects an object that was validated.</summary>
    /// <param name="crd">The object as stored; its accepted names count.</param>
    /// <param name="builtIn">Knows the types of metadata.</param>
    public static ImmutableArray<CustomVersion> Compile(JsonObject crd, ApiCatalog builtIn)
    {
        var spec = Element(crd.Object("spec")!);
        var versions = spec.Items("versions").OrderBy(version => version.Text("name")!, ApiVersionOrder.Instance).ToList();
        var storage = versions.First(version => version.Flag("storage")).Text("name")!;
        return [.. versions.Select(version => new CustomVersion(
            Definition(crd, spec, version, storage, builtIn), version.Flag("served"), version.Text("name") == storage))];
    }

    /// <summary>The definition's conversion webhook, if it has one, can be vouched for; else it must not be served.</summary>
    public static bool IsConversionTrusted(JsonObject crd) => DefinitionConversionRules.IsTrustUsable(crd.At("spec", "conversion"));

    private static ResourceDefinition Definition(JsonObject crd, JsonElement spec, JsonElement version, string storage, ApiCatalog builtIn)
    {
        var names = Element(crd.At("status", "acceptedNames") is { Count: > 0 } accepted && accepted.Has("plural") ? accepted : crd.At("spec", "names")!);
        var served = new GroupVersion(spec.Text("group")!, version.Text("name")!);
        var kind = names.Text("kind")!;
        var listKind = names.Text("listKind") ?? $"{kind}List";
        var schema = version.Find("schema")?.FindObject("openAPIV3Schema");
        var source = new CustomSource(Bytes(schema), spec.FindObject("conversion")?.Text("strategy") == "Webhook" ? served.Version : "");
        var preserves = schema is null || schema.Value.Flag(SchemaWords.PreserveUnknownFields) || spec.Flag("preserveUnknownFields");
        return new ResourceDefinition
        {
            Resource = served.WithResource(names.Text("plural")!),
            Kind = served.WithKind(kind),
            ListKind = listKind,
            Singular = names.Text("singular") ?? kind.ToLowerInvariant(),
            ShortNames = names.Texts("shortNames"),
            Categories = names.Texts("categories"),
            IsNamespaced = spec.Text("scope") == "Namespaced",
            Verbs = Verb.All,
            Subresources = Subresources(served.WithKind(kind), version),
            StorageKind = new GroupVersionKind(served.Group, storage, kind),
            Schema = CustomTypes.Root(TypeName(served, kind), source, preserves, builtIn.Type),
            Custom = Traits(crd, version, served),
        };
    }

    private static CustomTraits Traits(JsonObject crd, JsonElement version, GroupVersion served) => new()
    {
        Definition = crd.At("metadata").Text("name")!,
        Tag = $"{crd.At("metadata").Text("uid")} {crd.At("metadata").Integer("generation")} {crd.At("status", "acceptedNames")?.ToJsonString()}",
        Table = CustomTable.Of(version),
        SelectableFields = [.. version.Items("selectableFields").Select(field => Names(field, "jsonPath")).Where(names => !names.IsEmpty)],
        Scale = version.Find("subresources")?.FindObject("scale") is { } scale
            ? new ScalePaths(Names(scale, "specReplicasPath"), Names(scale, "statusReplicasPath"), Names(scale, "labelSelectorPath"))
            : null,
        Deprecation = version.Flag("deprecated")
            ? version.Text("deprecationWarning") ?? $"{served} {crd.At("spec", "names").Text("kind")} is deprecated"
            : null,
    };

    private static ImmutableArray<string> Names(JsonElement holder, string field) =>
        JsonPath.TryParse(holder.Text(field) ?? "", out var path) ? path.Names : [];

    private static ImmutableArray<SubresourceDefinition> Subresources(GroupVersionKind kind, JsonElement version)
    {
        var made = ImmutableArray.CreateBuilder<SubresourceDefinition>();
        if (version.Find("subresources")?.Find("scale") is not null)
        {
            made.Add(ResourceGroup.ScaleOf());
        }

        if (version.Find("subresources")?.Find("status") is not null)
        {
            made.Add(new SubresourceDefinition("status", kind, Verb.GetPatchUpdate));
        }

        return made.ToImmutable();
    }

    /// <summary>The name of the definition in OpenAPI documents: the group's parts turned round, as upstream names them.</summary>
    internal static string TypeName(GroupVersion version, string kind) =>
        $"{string.Join('.', version.Group.Split('.').Reverse())}.{version.Version}.{kind}";

    private static JsonElement Element(JsonObject tree) => JsonElement.Parse(Bytes(tree));

    private static byte[] Bytes(JsonElement? schema) => schema is null
        ? "{\"type\":\"object\"}"u8.ToArray()
        : System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(schema.Value).ToArray();

    internal static byte[] Bytes(JsonObject tree)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            tree.WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
