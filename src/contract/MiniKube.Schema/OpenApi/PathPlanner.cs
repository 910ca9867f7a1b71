using System.Collections.Immutable;
using MiniKube.Api.Names;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.OpenApi;

/// <summary>Finds the paths and operations of a resource.</summary>
internal sealed class PathPlanner(ApiCatalog catalog, IDescriptionSource descriptions)
{
    public static string RootOf(GroupVersion version) =>
        version.Group.Length == 0 ? $"/api/{version.Version}" : $"/apis/{version.Group}/{version.Version}";

    public IEnumerable<ApiPath> PathsOf(ResourceDefinition resource)
    {
        var version = resource.Resource.GroupVersion;
        var root = RootOf(version);
        var plural = resource.Resource.Resource;
        var collection = resource.IsNamespaced ? $"{root}/namespaces/{{namespace}}/{plural}" : $"{root}/{plural}";
        ImmutableArray<ApiParameter> inCollection = resource.IsNamespaced ? [ApiParameter.Namespace, ApiParameter.Pretty] : [ApiParameter.Pretty];
        ImmutableArray<ApiParameter> onItem = [ApiParameter.ObjectName, .. inCollection];
        List<ApiPath> paths =
        [
            new(collection, version, inCollection, CollectionOperations(resource)),
            new($"{collection}/{{name}}", version, onItem, ItemOperations(resource)),
        ];
        foreach (var subresource in resource.Subresources)
        {
            paths.Add(new($"{collection}/{{name}}/{subresource.Name}", version, onItem, SubresourceOperations(resource, subresource)));
            if (subresource.Name == "proxy")
            {
                paths.Add(new(
                    $"{collection}/{{name}}/proxy/{{path}}",
                    version,
                    [.. onItem, ApiParameter.Path],
                    SubresourceOperations(resource, subresource, "WithPath")));
            }
        }

        if (resource.IsNamespaced && resource.Verbs.Contains("list"))
        {
            paths.Add(new($"{root}/{plural}", version, [ApiParameter.Pretty], [List(resource, "ForAllNamespaces")]));
        }

        return paths.Where(path => !path.Operations.IsEmpty);
    }

    private ImmutableArray<ApiOperation> CollectionOperations(ResourceDefinition resource)
    {
        var operations = ImmutableArray.CreateBuilder<ApiOperation>();
        foreach (var verb in resource.Verbs)
        {
            switch (verb)
            {
                case "list":
                    operations.Add(List(resource, ""));
                    break;
                case "create":
                    operations.Add(Write(resource, "post", "create", "post", resource.Kind, [200, 201, 202]));
                    break;
                case "deletecollection":
                    operations.Add(Delete(resource, "deletecollection", "deleteCollection", "delete all selected objects", ApiParameter.OfDeleteCollection, [200]));
                    break;
            }
        }

        return operations.ToImmutable();
    }

    private ImmutableArray<ApiOperation> ItemOperations(ResourceDefinition resource)
    {
        var operations = ImmutableArray.CreateBuilder<ApiOperation>();
        foreach (var verb in resource.Verbs)
        {
            switch (verb)
            {
                case "delete":
                    operations.Add(Delete(resource, "delete", "delete", "delete an object", ApiParameter.OfDelete, [200, 202]));
                    break;
                case "get" or "update" or "patch":
                    operations.Add(ReadOrWrite(resource, verb, resource.Kind, ""));
                    break;
            }
        }

        return operations.ToImmutable();
    }

    private ImmutableArray<ApiOperation> SubresourceOperations(ResourceDefinition resource, SubresourceDefinition subresource, string suffix = "")
    {
        var name = Capital(subresource.Name) + suffix;
        if (subresource.Name is "exec" or "attach" or "portforward" or "proxy")
        {
            return Connect(resource, subresource, name);
        }

        var operations = ImmutableArray.CreateBuilder<ApiOperation>();
        foreach (var verb in subresource.Verbs)
        {
            switch (verb)
            {
                case "create":
                    operations.Add(Write(resource, "post", "create", "post", subresource.Kind, [200, 201, 202], name));
                    break;
                case "get" or "update" or "patch":
                    operations.Add(ReadOrWrite(resource, verb, subresource.Kind, name));
                    break;
            }
        }

        return operations.ToImmutable();
    }

    private ImmutableArray<ApiOperation> Connect(ResourceDefinition resource, SubresourceDefinition subresource, string name)
    {
        var parameters = catalog.FindType(subresource.Kind) is { Kind: TypeKind.Object } options ? ApiParameter.OfOptions(options, descriptions) : [];
        return
        [
            .. subresource.Verbs.Select(MethodOf).Select(method => new ApiOperation
            {
                Method = method,
                Action = "connect",
                Id = OperationId($"connect{Capital(method)}", resource, name),
                Description = $"connect {method.ToUpperInvariant()} requests to {subresource.Name} of {resource.Kind.Kind}",
                Kind = subresource.Kind,
                Parameters = parameters,
            }),
        ];
    }

    private ApiOperation List(ResourceDefinition resource, string suffix) => new()
    {
        Method = "get",
        Action = "list",
        Id = OperationId("list", resource, suffix, isNamespaced: suffix.Length == 0 && resource.IsNamespaced),
        Description = $"list or watch objects of kind {resource.Kind.Kind}",
        Kind = resource.Kind,
        Response = catalog.FindType(resource.Kind.GroupVersion.WithKind(resource.ListKind))?.Name,
        Parameters = ApiParameter.OfList,
    };

    private ApiOperation ReadOrWrite(ResourceDefinition resource, string verb, GroupVersionKind kind, string suffix) => verb switch
    {
        "get" => new ApiOperation
        {
            Method = "get",
            Action = "get",
            Id = OperationId("read", resource, suffix),
            Description = $"read {Object(resource, suffix)}",
            Kind = kind,

            // Logs are text.
            Response = suffix == "Log" ? null : catalog.FindType(kind)?.Name,
            Parameters = suffix == "Log" ? ApiParameter.OfOptions(catalog.Type("io.k8s.api.core.v1.PodLogOptions"), descriptions) : [],
        },
        "patch" => Write(resource, "patch", "patch", "patch", kind, [200, 201], suffix) with
        {
            Body = WellKnownTypes.Patch,
            Parameters = ApiParameter.OfPatch,
            IsCustom = resource.IsCustom,
        },
        _ => Write(resource, "put", "replace", "put", kind, [200, 201], suffix),
    };

    private ApiOperation Write(
        ResourceDefinition resource, string method, string verb, string action, GroupVersionKind kind, ImmutableArray<int> codes, string suffix = "") => new()
        {
            Method = method,
            Action = action,
            Id = OperationId(verb, resource, suffix),
            Description = $"{verb} {Object(resource, suffix)}",
            Kind = kind,
            Body = catalog.FindType(kind)?.Name,
            Response = catalog.FindType(kind)?.Name,
            Parameters = ApiParameter.OfWrite,
            SuccessCodes = codes,
        };

    private static ApiOperation Delete(
        ResourceDefinition resource, string action, string verb, string description, ImmutableArray<ApiParameter> parameters, ImmutableArray<int> codes) => new()
        {
            Method = "delete",
            Action = action,
            Id = OperationId(verb, resource, ""),
            Description = $"{description} of kind {resource.Kind.Kind}",
            Kind = resource.Kind,
            Body = WellKnownTypes.DeleteOptions,
            Response = WellKnownTypes.Status,
            Parameters = parameters,
            SuccessCodes = codes,
        };

    private static string OperationId(string verb, ResourceDefinition resource, string suffix) => OperationId(verb, resource, suffix, resource.IsNamespaced);

    // The group stands behind the first word, as generators of clients expect: connectCoreV1GetNamespacedPodExec.
    private static string OperationId(string verb, ResourceDefinition resource, string suffix, bool isNamespaced)
    {
        var first = verb.TakeWhile(char.IsAsciiLetterLower).Count();
        return $"{verb[..first]}{ApiTag.OperationPrefix(resource.Resource.GroupVersion)}{verb[first..]}{(isNamespaced ? "Namespaced" : "")}{resource.Kind.Kind}{suffix}";
    }

    private static string Object(ResourceDefinition resource, string suffix) =>
        suffix.Length == 0 ? $"an object of kind {resource.Kind.Kind}" : $"{suffix.ToLowerInvariant()} of an object of kind {resource.Kind.Kind}";

    private static string MethodOf(string verb) => verb switch
    {
        "create" => "post",
        "update" => "put",
        _ => verb,
    };

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
