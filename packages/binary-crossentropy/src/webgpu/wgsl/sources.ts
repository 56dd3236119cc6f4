// Made by scripts/build-shaders.mjs from the files beside it. Do not edit.

export const clipped = `struct _a{q:Wide,r:Wide,isFlat:bool}
fn _b(a:u32)->u32{return clamp(select(a&0x7fffffffu,0u,a>_U),lowestBits,highestBits);}
fn clip(a:u32)->_a{let b=_b(a);let c=fixed(1.-bitcast<f32>(b));let d=wideOf(addedBits);return _a(plus(wideOf(b),d),plus(wide(c),d),b!=(a&0x7fffffffu)||a>_U);}
fn _c(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_W(d)){return d;}let e=_J(a,c);let f=clip(b);if(isZero(e.A)){return times(e.B,_n(f.q));}if(isZero(e.B)){return times(e.A,_n(f.r));}return _K(e,_n(f.r),_n(f.q));}
fn _d(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_W(d)){return d;}let e=clip(b);if(e.isFlat){return wide(0.);}let f=_J(a,c);return _K(f,inverse(e.r),_Y(inverse(e.q)));}
fn _e(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_W(d)){return d;}let e=clip(b);if(e.isFlat){return wide(0.);}let f=_J(a,c);let g=times(e.r,e.r);return _K(f,inverse(g),inverse(times(e.q,e.q)));}
`;

export const crossentropy = `fn lossOf(a:u32,b:u32,c:Wide)->Wide{return _c(a,b,c);}
fn gradientOf(a:u32,b:u32,c:Wide)->Wide{return _d(a,b,c);}
fn hessianOf(a:u32,b:u32,c:Wide)->Wide{return _e(a,b,c);}
`;

export const elements = `fn elements(a:u32,b:u32,c:u32){let d=b*256u;let e=a*256u+c;let f=scaleOf();let g=hasQuick&&isQuickScale(f);var h=_O();var i=_O();var j=e;if(g){j=params.count;let k=f.m*_X(f.k);for(var l=e;l<params.count;l+=d){let m=labelOf(l);let n=predictionOf(l);let o=weightOf(l);let p=isKept(l,m);let q=isQuick(m,n,o);j=min(j,select(l,params.count,q||!p));let r=bitcast<f32>(rowFactorOf(l));let s=bitcast<f32>(o)*r;let t=quickOf(quickSharesOf(m,bitcast<f32>(posWeightOf(l))),n);let u=p&&q;if(sumsLosses){h=_Q(h,select(0.,t.loss*s,u));}if(sumsWeights){i=_Q(i,select(0.,s,u));}if(sumsCells){i=_Q(i,select(0.,r,u));}let v=quickDerivativeOf(t)*(s*k);store(l,select(0u,bitcast<u32>(v),p));}}loop{while(g&&j<params.count){let m=labelOf(j);if(isKept(j,m)&&!isQuick(m,predictionOf(j),weightOf(j))){break;}j+=d;}if(j>=params.count){break;}let m=labelOf(j);let n=predictionOf(j);let r=wideOf(rowFactorOf(j));let s=times(wideOf(weightOf(j)),r);let w=wideOf(posWeightOf(j));var v=0u;if(isKept(j,m)){if(sumsLosses){h=added(h,times(lossOf(m,n,w),s));}if(sumsWeights){i=added(i,s);}if(sumsCells){i=added(i,r);}v=derivativeOf(m,n,w,times(s,f));}store(j,v);j+=d;}if(sumsLosses){keep(e,h);}if(sumsWeights||sumsCells){keep(d+e,i);}}
`;

export const exact = `fn _c(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(d.m<0.||(b&0x7fffffffu)>oneBits){return Wide(1.,_T);}let e=_J(a,c);if(isZero(e.A)){return times(e.B,_n(d));}if(isZero(e.B)){return times(e.A,_p(d));}return _K(e,_p(d),_n(d));}
fn _d(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);return _K(_J(a,c),inverse(_Z(d)),_Y(inverse(d)));}
fn _e(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);let e=_aa(d,_Z(d));return _K(_J(a,c),inverse(e),inverse(times(d,d)));}
`;

export const exp = `fn _f(a:f32)->Wide{let b=round(a*1.442695);let c=fixed(a-b*.6933594);let d=fixed(c+b*.00021219444);var e=.0013814463*d-.008368781;e=e*d+.041668393;e=e*d-.1666652;e=e*d+.49999994;return Wide(fixed(1.-fixed(d-d*d*e)),-i32(b));}
`;

export const finish = `fn _g(a:u32)->Sum{let b=partials[2u*a];if((b&infinityBits)!=infinityBits){return Sum(bitcast<f32>(b),bitcast<f32>(partials[2u*a+1u]),0u);}return added(_O(),wideOf(b));}
fn _h(a:u32,b:u32)->Sum{var c=_O();for(var d=b;d<params.partials;d+=256u){c=_P(c,_g(a+d));}return _ad(b,c);}
fn finish(a:u32,b:u32,c:u32){var d=Wide(bitcast<f32>(params.divisorM),params.divisorK);if(sumsDivisor){d=totalOf(_h(params.partials,c));}var e=d;if(givesValue){let f=totalOf(_h(0u,c));e=wide(0.);if(!isZero(d)){e=times(f,inverse(d));}}if(c!=0u){return;}var g=bitsOf(e);if(params.count==0u&&givesValue){g=params.emptyBits;}results[params.resultAt]=g;}
`;

export const fixed = `fn fixed(a:f32)->f32{return bitcast<f32>(bitcast<u32>(a)^hiddenZero());}
`;

export const focal = `fn lossOf(a:u32,b:u32,c:Wide)->Wide{let d=_J(a,wide(1.));let e=_v(d,b);return _j(d,times(e.power,_c(a,b,c)));}
fn gradientOf(a:u32,b:u32,c:Wide)->Wide{let d=_J(a,wide(1.));let e=_v(d,b);let f=times(e.power,_d(a,b,c));let g=times(e.gradient,_c(a,b,c));return _j(d,_i(f,g));}
fn hessianOf(a:u32,b:u32,c:Wide)->Wide{let d=_J(a,wide(1.));let e=_v(d,b);let f=times(e.power,_e(a,b,c));let g=times(times(wide(2.),e.gradient),_d(a,b,c));let h=times(e.hessian,_c(a,b,c));return _j(d,_i(f,_i(g,h)));}
fn _i(a:Wide,b:Wide)->Wide{if(isInfinite(a)&&!isZero(a)){return a;}return plus(a,b);}
fn _j(a:_I,b:Wide)->Wide{if(!isBalanced){return b;}let c=times(a.B,wideOf(alphaBits));let d=times(a.A,wideOf(otherAlphaBits));return times(plus(c,d),b);}
`;

export const log = `fn _k(a:i32,b:f32)->f32{let c=fixed(b);let d=c/(2.+c);let e=d*d;let f=.5*c*c;let g=((.30362436*e+.39957738)*e+.6666695)*e;let h=f32(a);let i=fixed(c-(f-(d*(f+g)-h*.00021219444)));return-(h*.6933594+i);}
struct _l{k:i32,f:f32}
fn _m(a:f32)->_l{let b=bitcast<u32>(a);let c=(b&0x007fffffu)>=0x00400000u;let d=select(oneBits,oneBits-0x00800000u,c);let e=i32(b>>23u)-127+select(0,1,c);return _l(e,bitcast<f32>(d|(b&0x007fffffu))-1.);}
fn _n(a:Wide)->Wide{if(isInfinite(a)){return a;}if(a.m==0.){return Wide(1.,infinite);}let b=_m(a.m);return wide(_k(a.k+b.k,b.f));}
fn _o(a:f32)->f32{var b=_m(1.-a);if(a<=.5){b=_l(-1,1.-2.*a);}if(a<.25){b=_l(0,-a);}return _k(b.k,b.f);}
fn _p(a:Wide)->Wide{if(a.k<-30){return a;}let b=a.m*_X(a.k);if(b==1.){return Wide(1.,infinite);}return wide(_o(b));}
`;

export const log1p = `fn _q(a:f32)->f32{let b=a>.34;let c=select(a,.703125*a-.296875,b);var d=.050731022*c-.11870887;d=d*c+.16380374;d=d*c-.2001994;d=d*c+.25006142;d=d*c-.33333498;d=d*c+.49999985;return select(0.,.3522206,b)+(c-c*c*d);}
`;

export const logits = `fn _r(a:u32)->f32{return bitcast<f32>(min(a&0x7fffffffu,0x44160000u));}
fn _s(a:Wide)->bool{return a.k<-25;}
fn _t(a:Wide)->f32{return a.m*_X(a.k);}
fn _c(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_W(d)){return d;}let e=_J(a,c);let f=_f(_r(b));var g=f;if(!_s(f)){g=wide(_q(_t(f)));}var h=times(e.A,d);if(d.m<0.){h=times(e.B,_Y(d));}return plus(h,times(plus(e.A,e.B),g));}
fn _d(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_W(d)){return d;}let e=_J(a,c);let f=_f(_r(b));var g=wide(1.);var h=f;if(!_s(f)){let i=_t(f);let j=i/(1.+i);g=wide(1.-j);h=wide(i-i*j);}if(d.m<0.){return _K(e,h,_Y(g));}return _K(e,g,_Y(h));}
fn _e(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_W(d)){return d;}let e=_J(a,c);let f=_f(_r(b));var g=f;if(!_s(f)){let h=_t(f);g=wide(h/(h*(2.+h)+1.));}return times(plus(e.A,e.B),g);}
`;

export const missLogit = `fn _u(a:f32)->Precise{let b=round(a*1.442695);let c=fixed(a-b*.6933594);let d=fixed(b*.00021219444);let e=fixed(c+d);let f=fixed(c-e)+d;var g=.0013814463*e-.008368781;g=g*e+.041668393;g=g*e-.1666652;g=g*e+.49999994;let h=fixed(e*e*g);let i=fixed(e-h);let j=fixed(e-i)-h;let k=fixed(1.-i);let l=fixed(fixed(1.-k)-i)-j;return Precise(Wide(k,-i32(b)),l/k-f);}
fn _v(a:_I,b:u32)->_w{let c=wideOf(b);let d=c.m<0.;var e=a.A;var f=a.B;if(d){e=a.B;f=a.A;}if(_W(e)){return _w(e,e,e);}let g=_u(_r(b));let h=g.value;let i=_y(h);let j=fixed(1.+i);let k=fixed(i-fixed(j-1.))+i*g.lost;let l=times(f,h);let m=_x(plus(e,l));let n=fixed(m.m/j);let o=_A(m.m,n,j)/m.m+_y(_ab(l,m))*g.lost-k/j;let p=powerOf(Precise(_x(Wide(n,m.k)),o));var q=_ab(wide(-1.),wide(j));if(!isZero(e)){let r=times(plus(e,_Y(f)),h);q=_ab(r,times(m,wide(j)));}if(isInfinite(c)){q=wide(0.);}var s=wide((i-1.)/j);if(d){q=_Y(q);s=_Y(s);}let t=times(times(wideOf(gammaBits),p),q);let u=times(t,plus(times(wideOf(lessBits),q),s));return _w(p,t,u);}
`;

export const missProbability = `fn _v(a:_I,b:u32)->_w{let c=wideOf(b);if(_W(c)){return _w(c,c,c);}if(_W(a.A)){return _w(a.A,a.A,a.A);}let d=_Z(c);let e=_x(plus(times(a.A,c),times(a.B,d)));let f=plus(a.A,_Y(a.B));let g=times(wideOf(gammaBits),f);let h=times(wideOf(productBits),times(f,f));if(isZero(e)){return _w(powerAtZero,times(g,firstAtZero),times(h,secondAtZero));}let i=plus(_Z(d),_Y(c));let j=_y(_ab(times(a.B,i),e));let k=powerOf(Precise(e,j));let l=_ab(k,e);return _w(k,times(g,l),times(h,_ab(l,e)));}
`;

export const partialPower = `fn partialPower(a:Wide)->Wide{if(a.m==0.){return a;}if(a.m<0.){return Wide(1.,_T);}let b=_m(a.m);let c=f32(a.k+b.k);let d=bitcast<f32>(partHighBits);let e=bitcast<f32>(partLowBits);let f=round(c*d);let g=fixed(fixed(c*d-f)+c*e);let h=fixed((d+e)*_k(0,b.f)-g*.6931472);let i=_f(h);return Wide(i.m,i.k+i32(f));}
`;

export const power = `struct _w{power:Wide,gradient:Wide,hessian:Wide}
struct Precise{value:Wide,lost:f32}
fn _x(a:Wide)->Wide{let b=wideOf(bitcast<u32>(a.m));return Wide(b.m,clamp(a.k+b.k,-4000,4000));}
fn _y(a:Wide)->f32{if(a.k<-60){return 0.;}return a.m*_X(a.k);}
fn _z(a:f32)->f32{return bitcast<f32>(bitcast<u32>(a)&0xfffff000u);}
fn _A(a:f32,b:f32,c:f32)->f32{let d=_z(b);let e=fixed(b-d);let f=_z(c);let g=fixed(c-f);let h=fixed(a-fixed(d*f));let i=fixed(h-fixed(d*g));return fixed(i-fixed(e*f))-e*g;}
fn multiplied(a:Precise,b:Precise)->Precise{let c=fixed(a.value.m*b.value.m);if(c==0.){return Precise(wide(0.),0.);}let d=a.lost+b.lost-_A(c,a.value.m,b.value.m)/c;return Precise(_x(Wide(c,a.value.k+b.value.k)),d);}
fn _B(a:f32)->Wide{if(a<.0001&&a>-.0001){return wide(1.+a);}return _f(-a);}
fn mended(a:Precise)->Wide{return times(a.value,_B(a.lost));}
`;

export const quickClipped = `fn isQuickPrediction(a:u32)->bool{let b=_b(a);return(a&0x7fffffffu)<=infinityBits&&b>=0x30800000u&&b<oneBits;}
fn quickOf(a:QuickShares,b:u32)->Quick{let c=_b(b);let d=bitcast<f32>(addedBits);let e=fixed(bitcast<f32>(c)+d);let f=fixed(fixed(1.-bitcast<f32>(c))+d);let g=_m(e);let h=_m(f);let i=c!=b;return Quick(a.A*_k(h.k,h.f)+a.B*_k(g.k,g.f),select(a.A*(1./f)-a.B*(1./e),0.,i),select(a.A*(1./(f*f))+a.B*(1./(e*e)),0.,i));}
`;

export const quickExact = `fn quickOf(a:QuickShares,b:u32)->Quick{let c=bitcast<f32>(b);let d=fixed(1.-c);let e=d*(d+2.*(fixed(1.-d)-c));return Quick(_C(a,c),a.A*(1./d)-a.B*(1./c),a.A*(1./e)+a.B*(1./(c*c)));}
`;

export const quickLogits = `fn isQuickPrediction(a:u32)->bool{return(a&0x7fffffffu)<0x42200000u;}
fn quickOf(a:QuickShares,b:u32)->Quick{let c=bitcast<f32>(b&0x7fffffffu);let d=_t(_f(c));let e=b>=_U;let f=d/(1.+d);let g=1.-f;let h=d-d*f;let i=a.A+a.B;return Quick(select(a.A,a.B,e)*c+i*_q(d),a.A*select(g,h,e)-a.B*select(h,g,e),i*(d/(d*(2.+d)+1.)));}
`;

export const quickOpen = `fn isQuickPrediction(a:u32)->bool{return a>=0x30800000u&&a<oneBits;}
fn _C(a:QuickShares,b:f32)->f32{let c=_m(b);return a.A*_o(b)+a.B*_k(c.k,c.f);}
`;

export const quickTorch = `fn quickOf(a:QuickShares,b:u32)->Quick{let c=bitcast<f32>(b);let d=fixed(1.-c);let e=c+1e-12;let f=d+1e-12;let g=1.-1e-12/e;let h=1.-1e-12/f;return Quick(_C(a,c),(a.A*c-a.B*d)/(c*d),a.A*(g*g/(f*f))+a.B*(h*h/(e*e)));}
`;

export const quick = `struct Quick{loss:f32,gradient:f32,hessian:f32}
struct QuickShares{A:f32,B:f32}
fn isQuickLabel(a:u32)->bool{return a<=oneBits;}
fn isQuickWeight(a:u32)->bool{let b=a&0x7fffffffu;return b==0u||(b>=0x3a800000u&&b<=0x44800000u);}
fn quickSharesOf(a:u32,b:f32)->QuickShares{let c=bitcast<f32>(a);if(restBits==0u){return QuickShares(1.-c,b*c);}let d=bitcast<f32>(keepBits);let e=bitcast<f32>(restBits);return QuickShares(fixed(1.-c)*d+e,b*(c*d+e));}
`;

export const rowEach = `fn _D(a:u32)->u32{let b=params.rowLength;var c=_O();var d=0u;for(var e=a*b;e<a*b+b;e++){let f=labelOf(e);if(!isKept(e,f)){continue;}d+=1u;if(!givesLosses){continue;}let g=_G(e,f);if(b==1u){return bitsOf(g);}c=added(c,g);}return _H(c,d);}
fn rows(a:u32,b:u32,c:u32){for(var d=a*256u+c;d<params.rows;d+=b*256u){results[params.resultAt+d]=_D(d);}}
`;

export const rowShared = `var<workgroup>_E:atomic<u32>;
fn _F(a:u32,b:u32)->u32{workgroupBarrier();if(a==0u){atomicStore(&_E,0u);}workgroupBarrier();atomicAdd(&_E,b);workgroupBarrier();return atomicLoad(&_E);}
fn rows(a:u32,b:u32,c:u32){let d=given.rowLength;for(var e=a;e<given.rows;e+=b){var f=_O();var g=0u;for(var h=c;h<d;h+=256u){let i=e*d+h;let j=labelOf(i);if(!isKept(i,j)){continue;}g+=1u;if(givesLosses){f=added(f,_G(i,j));}}let k=_F(c,g);if(givesLosses){f=_ad(c,f);}if(c==0u){results[params.resultAt+e]=_H(f,k);}}}
`;

export const rows = `fn _G(a:u32,b:u32)->Wide{return times(lossOf(b,predictionOf(a),wideOf(posWeightOf(a))),wideOf(weightOf(a)));}
fn _H(a:Sum,b:u32)->u32{if(b==0u){return select(0u,params.emptyBits,params.count==0u);}let c=inverse(wide(f32(b)));if(givesLosses){return bitsOf(times(totalOf(a),c));}return bitsOf(c);}
`;

export const shares = `struct _I{A:Wide,B:Wide}
fn _J(a:u32,b:Wide)->_I{if((a&infinityBits)==infinityBits){return _I(Wide(1.,_T),Wide(1.,_T));}let c=bitcast<f32>(a);let d=bitcast<f32>(keepBits);let e=bitcast<f32>(restBits);if(restBits==0u){return _I(wide(1.-c),times(wideOf(a),b));}let f=fixed(1.-c)*d+e;return _I(wide(f),times(wide(c*d+e),b));}
fn _K(a:_I,b:Wide,c:Wide)->Wide{return plus(times(a.A,b),times(a.B,c));}
`;

export const sum = `struct Sum{high:f32,low:f32,special:u32}
const _L=3u;
const _M=4u;
const _N=96;
fn _O()->Sum{return Sum(0.,0.,0u);}
fn _P(a:Sum,b:Sum)->Sum{let c=fixed(a.high+b.high);let d=fixed(c-a.high);let e=fixed(a.high-fixed(c-d))+fixed(b.high-d);return Sum(c,a.low+b.low+e,a.special|b.special);}
fn _Q(a:Sum,b:f32)->Sum{return _P(a,Sum(b,0.,0u));}
fn added(a:Sum,b:Wide)->Sum{if(isZero(b)){return a;}if(_W(b)){return Sum(a.high,a.low,a.special|_M);}if(b.k>=_N){return Sum(a.high,a.low,a.special|select(1u,2u,b.m<0.));}return _Q(a,b.m*_X(max(b.k,-126)));}
fn totalOf(a:Sum)->Wide{if(a.special>=_M||a.special==_L){return Wide(1.,_T);}if(a.special!=0u){return Wide(select(-1.,1.,a.special==1u),infinite);}return wideOf(bitcast<u32>(a.high+a.low));}
`;

export const torch = `const _R=Wide(1.0995116,-40);
fn _S(a:Wide)->Wide{if(_W(a)){return a;}if(isInfinite(a)||(a.k==0&&a.m>100.)){return wide(100.);}return a;}
fn _c(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(d.m<0.||(b&0x7fffffffu)>oneBits){return Wide(1.,_T);}let e=_J(a,c);if(isZero(e.A)){return times(e.B,_S(_n(d)));}if(isZero(e.B)){return times(e.A,_S(_p(d)));}return _K(e,_S(_p(d)),_S(_n(d)));}
fn _d(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_W(d)){return d;}let e=_Z(d);let f=_K(_J(a,c),d,_Y(e));var g=times(d,e);let h=g.m<=0.||g.k<-60||g.m*_X(g.k)<1e-12;if(h){g=_R;}return _ab(f,g);}
fn _e(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_W(d)){return d;}let e=_Z(d);let f=plus(d,_R);let g=plus(e,_R);let h=times(times(f,f),times(g,g));return _ab(_K(_J(a,c),times(d,d),times(e,e)),h);}
`;

export const wide = `struct Wide{m:f32,k:i32}
const infinite=0x10000;
const _T=0x1000000;
const _U=0x80000000u;
const infinityBits=0x7f800000u;
const _V=0x7fc00000u;
const oneBits=0x3f800000u;
fn _W(a:Wide)->bool{return a.k>=_T/2;}
fn isInfinite(a:Wide)->bool{return a.k>=infinite/2;}
fn isZero(a:Wide)->bool{return a.m==0.&&!_W(a);}
fn wideOf(a:u32)->Wide{let b=a&_U;let c=a&0x7fffffffu;if(c==0u){return Wide(0.,0);}if(c>infinityBits){return Wide(1.,_T);}let d=b|oneBits;if(c==infinityBits){return Wide(bitcast<f32>(d),infinite);}let e=select(0u,countLeadingZeros(c)-8u,c<0x00800000u);let f=select(i32(c>>23u),1-i32(e),e>0u)-127;return Wide(bitcast<f32>(d|((c<<e)&0x007fffffu)),f);}
fn wide(a:f32)->Wide{return Wide(a,0);}
fn bitsOf(a:Wide)->u32{if(_W(a)){return _V;}let b=bitcast<u32>(a.m);let c=b&_U;if(a.m==0.){return c;}let d=a.k+i32((b>>23u)&0xffu);if(d>254){return c|infinityBits;}let e=b&0x007fffffu;if(d>0){return c|(u32(d)<<23u)|e;}if(d<-24){return c;}let f=e|0x00800000u;let g=u32(1-d);let h=(1u<<(g-1u))-1u+((f>>g)&1u);return c|((f+h)>>g);}
fn _X(a:i32)->f32{return bitcast<f32>(u32(a+127)<<23u);}
fn times(a:Wide,b:Wide)->Wide{return Wide(a.m*b.m,a.k+b.k);}
fn _Y(a:Wide)->Wide{return Wide(-a.m,a.k);}
fn plus(a:Wide,b:Wide)->Wide{if(isZero(a)){return b;}if(isZero(b)){return a;}let c=a.k>=b.k;let d=select(b.k-a.k,a.k-b.k,c);let e=select(b.m,a.m,c);let f=select(b.k,a.k,c);if(d>100){return Wide(e,f);}let g=select(a.m,b.m,c);return Wide(e+g*_X(-d),f);}
fn _Z(a:Wide)->Wide{let b=plus(wide(1.),_Y(a));return Wide(fixed(b.m),b.k);}
fn _aa(a:Wide,b:Wide)->Wide{let c=plus(_Z(b),_Y(a));return times(b,plus(b,times(wide(2.),c)));}
fn _ab(a:Wide,b:Wide)->Wide{if(_W(b)){return b;}if(b.m==0.){return Wide(1.,infinite);}return Wide(a.m/b.m,a.k-b.k);}
fn inverse(a:Wide)->Wide{return _ab(wide(1.),a);}
`;

export const workgroup = `var<workgroup>_ac:array<Sum,256>;
fn _ad(a:u32,b:Sum)->Sum{workgroupBarrier();_ac[a]=b;workgroupBarrier();var c=b;if(a<16u){for(var d=a+16u;d<256u;d+=16u){c=_P(c,_ac[d]);}_ac[a]=c;}workgroupBarrier();if(a==0u){for(var d=1u;d<16u;d++){c=_P(c,_ac[d]);}}return c;}
`;
