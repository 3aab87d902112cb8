Console.Error.WriteLine("usage: Bench journal|coupon");
return 2;
