namespace Commerce.Http;

/// <summary>A field of a request's body that may be left out. Every other one must be there.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OptionalAttribute : Attribute;
