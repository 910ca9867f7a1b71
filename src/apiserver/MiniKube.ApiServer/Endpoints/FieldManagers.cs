using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.Schema.ManagedFields;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Under which name a request owns what it changes.</summary>
internal static class FieldManagers
{
    /// <summary>The <c>fieldManager</c> parameter, else the product of the user agent.</summary>
    /// <exception cref="ApiException">422: the parameter is no name.</exception>
    public static string Of(HttpRequest request, string verb)
    {
        var asked = request.Query["fieldManager"].ToString();
        if (asked.Length == 0)
        {
            return ManagerName.FromUserAgent(request.Headers.UserAgent.ToString());
        }

        return ManagerName.Complaint(asked) is { } complaint ? throw Refusal(asked, complaint, verb) : asked;
    }

    /// <summary>The kind by which upstream names the parameters of a verb.</summary>
    public static GroupVersionKind OptionsOf(string verb) => new("meta.k8s.io", "v1", verb switch
    {
        "update" => "UpdateOptions",
        "patch" => "PatchOptions",
        "delete" or "deletecollection" => "DeleteOptions",
        _ => "CreateOptions",
    });

    private static ApiException Refusal(string asked, string complaint, string verb)
    {
        var cause = asked.Length > ManagerName.BytesMax
            ? new StatusCause("FieldValueTooLong", $"Too long: {complaint}", "fieldManager")
            : Registry.FieldErrors.Invalid("fieldManager", asked, complaint);
        return StatusErrors.Invalid(OptionsOf(verb), "", [cause]);
    }
}
