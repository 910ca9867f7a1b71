namespace MiniKube.Api.Errors;

/// <summary>The machine-readable reasons of <c>metav1.Status</c>, with the HTTP code each goes with.</summary>
public static class StatusReason
{
    public const string BadRequest = "BadRequest";                       // 400
    public const string Unauthorized = "Unauthorized";                   // 401
    public const string Forbidden = "Forbidden";                         // 403
    public const string NotFound = "NotFound";                           // 404
    public const string MethodNotAllowed = "MethodNotAllowed";           // 405
    public const string NotAcceptable = "NotAcceptable";                 // 406
    public const string AlreadyExists = "AlreadyExists";                 // 409
    public const string Conflict = "Conflict";                           // 409
    public const string Gone = "Gone";                                   // 410
    public const string Expired = "Expired";                             // 410
    public const string RequestEntityTooLarge = "RequestEntityTooLarge"; // 413
    public const string UnsupportedMediaType = "UnsupportedMediaType";   // 415
    public const string Invalid = "Invalid";                             // 422
    public const string TooManyRequests = "TooManyRequests";             // 429
    public const string InternalError = "InternalError";                 // 500
    public const string ServiceUnavailable = "ServiceUnavailable";       // 503
    public const string Timeout = "Timeout";                             // 504
}
