using MiniKube.Api.Errors;
using MiniKube.Api.Names;

namespace MiniKube.ApiServer.Authorization;

/// <summary>Says no in upstream's words.</summary>
internal static class Refusal
{
    public static ApiException Of(AttributesRecord asked, string reason)
    {
        var why = reason.Length == 0 ? Describe(asked) : $"{Describe(asked)}: {reason}";
        return StatusErrors.Forbidden(new GroupResource(asked.Group, asked.Resource), asked.Name, why);
    }

    private static string Describe(AttributesRecord asked)
    {
        if (!asked.IsResourceRequest)
        {
            return $"User \"{asked.User.Name}\" cannot {asked.Verb} path \"{asked.Path}\"";
        }

        var resource = asked.Subresource.Length == 0 ? asked.Resource : $"{asked.Resource}/{asked.Subresource}";
        var where = asked.Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace \"{asked.Namespace}\"";
        return $"User \"{asked.User.Name}\" cannot {asked.Verb} resource \"{resource}\" in API group \"{asked.Group}\" {where}";
    }
}
