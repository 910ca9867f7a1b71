namespace MiniKube.Schema.Validation;

/// <summary>The machine-readable reasons of the causes of a 422 answer.</summary>
internal static class FieldReason
{
    public const string Required = "FieldValueRequired";
    public const string Invalid = "FieldValueInvalid";
    public const string TypeInvalid = "FieldValueTypeInvalid";
    public const string NotSupported = "FieldValueNotSupported";
    public const string Duplicate = "FieldValueDuplicate";
    public const string Forbidden = "FieldValueForbidden";
    public const string TooLong = "FieldValueTooLong";
    public const string TooMany = "FieldValueTooMany";
    public const string NotFound = "FieldValueNotFound";
}
