using System.Collections.Immutable;
using MiniKube.Api.Names;

namespace MiniKube.Api.Errors;

/// <summary>Makes the refusals that several places share, in the words that kubectl users know.</summary>
public static class StatusErrors
{
    public static ApiException NotFound(GroupResource resource, string name) => Make(
        404,
        StatusReason.NotFound,
        $"{resource} \"{name}\" not found",
        new StatusDetails { Name = name, Group = resource.Group, Kind = resource.Resource });

    public static ApiException AlreadyExists(GroupResource resource, string name) => Make(
        409,
        StatusReason.AlreadyExists,
        $"{resource} \"{name}\" already exists",
        new StatusDetails { Name = name, Group = resource.Group, Kind = resource.Resource });

    public static ApiException Conflict(GroupResource resource, string name, string why) => Make(
        409,
        StatusReason.Conflict,
        $"Operation cannot be fulfilled on {resource} \"{name}\": {why}",
        new StatusDetails { Name = name, Group = resource.Group, Kind = resource.Resource });

    /// <summary>The resourceVersion that the client sent is not the current one.</summary>
    public static ApiException ModifiedConflict(GroupResource resource, string name) => Conflict(
        resource,
        name,
        "the object has been modified; please apply your changes to the latest version and try again");

    public static ApiException BadRequest(string message) => Make(400, StatusReason.BadRequest, message);

    public static ApiException Unauthorized() => Make(401, StatusReason.Unauthorized, "Unauthorized");

    public static ApiException Forbidden(GroupResource resource, string name, string why) => Make(
        403,
        StatusReason.Forbidden,
        (resource.Resource, name) switch
        {
            ("", _) => $"forbidden: {why}",
            (_, "") => $"{resource} is forbidden: {why}",
            _ => $"{resource} \"{name}\" is forbidden: {why}",
        },
        new StatusDetails { Name = name, Group = resource.Group, Kind = resource.Resource });

    public static ApiException MethodNotSupported(GroupResource resource, string verb) => Make(
        405,
        StatusReason.MethodNotAllowed,
        $"{verb} is not supported on resources of kind \"{resource}\"",
        new StatusDetails { Group = resource.Group, Kind = resource.Resource });

    /// <summary>The resource is served, but not by this HTTP method at this path.</summary>
    public static ApiException MethodNotAllowed() => Make(
        405,
        StatusReason.MethodNotAllowed,
        "the server does not allow this method on the requested resource",
        new StatusDetails());

    /// <summary>The server is at its bound; the client shall come again.</summary>
    public static ApiException TooManyRequests(int retryAfterSeconds) => Make(
        429,
        StatusReason.TooManyRequests,
        "Too many requests, please try again later.",
        new StatusDetails { RetryAfterSeconds = retryAfterSeconds });

    /// <summary>The server cannot answer now; the client shall come again.</summary>
    public static ApiException ServiceUnavailable(string message, int retryAfterSeconds) => Make(
        503,
        StatusReason.ServiceUnavailable,
        message,
        new StatusDetails { RetryAfterSeconds = retryAfterSeconds });

    public static ApiException Timeout(string message) => Make(504, StatusReason.Timeout, message, new StatusDetails());

    public static ApiException InternalError(string message) => Make(
        500,
        StatusReason.InternalError,
        $"Internal error occurred: {message}",
        new StatusDetails { Causes = [new StatusCause("", message)] });

    /// <summary>The path names no resource that is served.</summary>
    public static ApiException UnknownResource() => Make(
        404,
        StatusReason.NotFound,
        "the server could not find the requested resource",
        new StatusDetails());

    /// <summary>The revision asked for is no longer kept.</summary>
    public static ApiException Expired(string message) => Make(410, StatusReason.Expired, message);

    /// <summary>Every field that is wrong, at once.</summary>
    public static ApiException Invalid(GroupVersionKind kind, string name, ImmutableArray<StatusCause> causes)
    {
        var all = string.Join(", ", causes.Select(cause => cause.Field.Length == 0 ? cause.Message : $"{cause.Field}: {cause.Message}"));
        var qualified = kind.Group.Length == 0 ? kind.Kind : $"{kind.Kind}.{kind.Group}";
        return Make(
            422,
            StatusReason.Invalid,
            $"{qualified} \"{name}\" is invalid: {(causes.Length > 1 ? $"[{all}]" : all)}",
            new StatusDetails { Name = name, Group = kind.Group, Kind = kind.Kind, Causes = causes });
    }

    private static ApiException Make(int code, string reason, string message, StatusDetails? details = null) =>
        new(new ApiStatus { Code = code, Reason = reason, Message = message, Details = details });
}
